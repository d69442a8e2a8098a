"""The referee's words of Spanish, for both sides of the ocean.

Decisions. "Naranja" and "rosa" are plain colors, the fruit and the flower included; "violeta" is a
flower in all languages. "Café", "castaño" and "celeste" are a drink, a tree and a sky first, and
pass; somebody with red hair or blue eyes is somebody (pelirrojo, ojiazul). "Claro" and "oscuro"
pass alone, as "light" and "dark" do: it is "más" and "menos" that compare. "Mas" is taken for
"más", and n for ñ: not every keyboard has them. Articles are no numbers ("una" noche), "red" is a
net, "orilla" and "fondo" belong to the sea; but "cuarto" is the fourth as well as a room, "media"
a half as well as a stocking, "este" the east as well as "this", and these do not pass.
"""

from game_engine.wordlists.wordlist import WordList, entries, inflected, kinds

_COLORS = inflected("roj amarill blanc negr morad pard") | entries(
    "azul azules verde verdes rosa rosas naranja naranjas gris grises marron marrones "
    "purpura purpuras"
)

LIST = WordList(
    colors=_COLORS,
    stems=_COLORS | entries("roj verd amarill blanc blanqu negr morad pard ros naranj purpur gris"),
    endings=inflected(
        "ad adit adill ead ecid id it cit ecit ill cill ecill os usc uzc izc iz ent enc ecin inos "
        "isim ace e clar oscur marin"
    )
    | entries(
        "ez eces or ores ura uras ar ear earse eo eos ean eaba eacion eador eadora eadores eante "
        "eantes eando eamiento ecer ecerse ece ecen ecio ecia eciendo ecimiento "
        "on ona ones onas ote ota otes otas"
    ),
    prefixes=entries("a en em re"),
    heads=entries(
        "roji rojo verdi blanqui negri azuli amarilli claro oscuro albi auri ultra "
        "ultrar super hiper extra mega semi casi muy blanquir verdir albir aurir"
    ),
    # Arrojo, camarilla, enamorado, leopardo, generosa, tigris, cimarrón; Monteverde, Casablanca.
    hidden=inflected("roj amarill morad pard blanc negr")
    | entries("rosa rosas gris grises marron marrones verde verdes"),
    tails=frozenset(),
    hollow=inflected("azulin amoratad sonrosad") | entries("verdemar verdeagua"),
    innocent=entries(
        "verdura verduras moradura moraduras morador moradores naranjilla naranjillas pardillo "
        "pardillos pardilla pardillas rosaura verdon verdones verdeo verdecillo verdecillos grison "
        "grisones gazul gazules algazul algazules aguazul aguazules rosmarino rosmarina rosmarinos "
        "rosmarinas pardon ojiazul ojiazules peliazul peliazules"
    ),
    common=entries("alba cierne gula lila pula red ruda sarga sari seda sede sorte verte"),
    positions=kinds("""
        izquierda izquierdo izquierdas izquierdos derecha derecho derechas derechos;
        arriba arribita superior superiores bajo bajos inferior inferiores;
        lado lados;
        encima abajo abajito debajo;
        esquina esquinas esquinita esquinitas rincon rincones;
        borde bordes;
        centro centros central centrales medio medios media;
        fila filas hilera hileras columna columnas;
        norte sur este oeste noreste nordeste noroeste sureste sudeste suroeste sudoeste norteno
            nortena nortenos nortenas sureno surena surenos surenas oriente occidente oriental
            orientales occidental occidentales meridional meridionales septentrional
            septentrionales
    """),
    numbers=inflected(
        "primer segund tercer cuart quint sext septim octav noven decim undecim duodecim "
        "vigesim trigesim"
    )
    | entries(
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
        "dieciseis diecisiete dieciocho diecinueve veinte veintiun veintiuno veintiuna veintidos "
        "veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve "
        "treinta cuarenta cincuenta sesenta setenta ochenta noventa cien ciento mil "
        "quinientos quinientas setecientos setecientas novecientos novecientas "
        "millon millones primer tercer ultimo ultima ultimos ultimas "
        "mitad mitades docena docenas"
    ),
    places="C14, 7, siete, mitad, primero, izquierda, arriba, lado, encima, esquina, borde, "
    "centro, fila, norte",
    comparisons=entries("mas menos mayor mayores menor menores mejor mejores peor peores"),
    small=entries(
        "el la los las lo un una unos unas y e o u a al ante con contra de del desde en entre "
        "hacia hasta para por sin que se es mi mis tu tus su sus"
    ),
)
