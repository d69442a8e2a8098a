"""The referee's words of Spanish, for both sides of the ocean.

Decisions. "Naranja", "rosa" and "violeta" are plain colors, the fruit and the flowers included;
"café", "castaño" and "celeste" are a drink, a tree and a sky first, and pass. "Claro" and "oscuro"
pass alone, as "light" and "dark" do: it is "más" and "menos" that compare. "Mas" is taken for
"más", and n for ñ: not every keyboard has them. Articles are no numbers ("una" noche), "red" is a
net, "orilla" and "fondo" belong to the sea, "mitad" and "media" to a cake and a foot; but "cuarto"
is the fourth as well as a room, and does not pass.
"""

from game_engine.wordlists.wordlist import WordList, entries, inflected

_COLORS = inflected("roj amarill blanc negr morad pard") | entries(
    "azul azules verde verdes rosa rosas naranja naranjas gris grises marron marrones "
    "purpura purpuras violeta violetas"
)

LIST = WordList(
    colors=_COLORS,
    stems=_COLORS
    | entries("roj verd amarill blanc blanqu negr morad pard ros naranj purpur violet gris"),
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
        "roji rojo verdi blanqui negri azuli amarilli claro oscuro albi auri infra infrar ultra "
        "ultrar super hiper extra mega semi casi muy siempre peli pelir blanquir verdir albir "
        "aurir oji cari ali cabeci barbi boqui pati rabi cuelli pechi"
    ),
    # Arrojo, camarilla, enamorado, leopardo, generosa, tigris, cimarrón; Monteverde, Casablanca.
    hidden=inflected("roj amarill morad pard blanc negr")
    | entries("rosa rosas gris grises marron marrones verde verdes"),
    tails=frozenset(),
    hollow=inflected("violace azulin amoratad") | entries("verdemar verdeagua"),
    innocent=entries(
        "red verdura verduras moradura moraduras morador moradores naranjilla naranjillas "
        "pardillo pardillos pardilla pardillas rosaura "
        "verdon verdones verdeo grison grisones gazul gazules algazul algazules aguazul aguazules "
        "rosmarino rosmarina rosmarinos rosmarinas pardon"
    ),
    positions=inflected("izquierd derech")
    | entries(
        "arriba arribita abajo abajito encima debajo superior superiores inferior inferiores "
        "esquina esquinas esquinita esquinitas rincon rincones borde bordes medio medios "
        "centro centros fila filas hilera hileras columna columnas"
    ),
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
        "millon millones primer tercer"
    ),
    comparisons=entries("mas menos mayor mayores menor menores"),
    small=entries(
        "el la los las lo un una unos unas y e o u a al ante con contra de del desde en entre "
        "hacia hasta para por sin que se es mi mis tu tus su sus"
    ),
)
