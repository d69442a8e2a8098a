"""The referee in Spanish and Portuguese, what holds in all languages, and the bots in each."""

from dataclasses import fields

import pytest

from game_engine import Refusal, Rules, Setup, replay
from game_engine.board import SQUARES
from game_engine.bots import WORDS as BOT_WORDS
from game_engine.bots import Bot, named_bot, random_bot
from game_engine.clues import judge, places, words_of
from game_engine.house_rules import LANGUAGES
from game_engine.letters import fold, read
from game_engine.record import dump_record, load_record
from game_engine.wordlists import COLORS, WORD_LISTS
from game_engine.wordlists.colors import WRITTEN
from tests.engine.table import play_to_the_end


def verdict(language: str, text: str, *earlier: str, clue: int = 0) -> Refusal | None:
    rules = Rules(language=language, first_clue_words=3, second_clue_words=4)
    return judge(text, clue=clue, earlier=earlier, rules=rules)


def each(texts: dict[str, str]) -> list[tuple[str, str]]:
    """Pairs of a language and a clue. Spaces part the clues; within a clue, "_" is a space."""
    pairs = [(language, clue) for language, text in texts.items() for clue in text.split()]
    return [(language, clue.replace("_", " ")) for language, clue in pairs]


COLOR = {
    "es": """
        rojo roja rojos rojas azul azules verde verdes amarillo amarilla amarillos amarillas
        naranja naranjas rosa rosas morado morada morados moradas púrpura purpura púrpuras
        marrón marrones pardo parda pardos blanco blanca blancos blancas negro negra negros
        negras gris grises
        rojizo rojizas enrojecido enrojecimiento rojez rojito rojísimo azulado azuladas azulón
        azulito azulitos azulillo azulísimo azulino azulenco verdoso verdosas verdor verdecito
        verdusco verduzco verdísima reverdecer amarillento amarillentas amarillito amarillez
        amarillear rosado rosadas rosadito rosáceo rosita anaranjado anaranjada naranjada naranjito
        moradito amoratado purpúreo marroncito amarronado parduzco pardusco grisáceo
        grisáceas grisecito agrisado enrojece blanqueación rosadillo blanquecino blancura
        blancuzco blanquito blanquísimo blanquear
        negruzco negruzcas negrito negrura negrísimo ennegrecido
        rojiblanco rojinegra verdinegro blanquiazul verdiblancos azulgris verdeazulado
        azuloscuro verdeclaro
        azul-marino verde_oscuro rosa_palo ROJO Azúl ＡＺＵＬ ro\u200bjo v\u00aderde
    """,
    "pt": """
        vermelho vermelha vermelhos vermelhas azul azuis verde verdes amarelo amarela amarelos
        amarelas laranja laranjas rosa rosas roxo roxa roxos roxas púrpura purpura marrom marrons
        castanho castanhos pardo parda branco branca brancos brancas preto preta pretos pretas negro
        negra negros negras cinza cinzas cinzento cinzenta cinzentos encarnado encarnada
        vermelhinho vermelhinhas avermelhado avermelhadas vermelhão vermelhidão vermelhíssimo
        azulado azulada azulão azulões azulzinho azulinho azulíssimo azulino esverdeado esverdeadas
        verdinho verdejante verdíssimo verdoso amarelado amarelinho amarelinha amarelão amarelento
        amarelíssimo alaranjado alaranjadas laranjinha laranjada rosado rosada rosinha róseo
        rosadinho avermelhou roxinho
        arroxeado arroxeada amarronzado marronzinho acastanhado pardacento esbranquiçado
        branquinho branquíssimo brancura branquelo embranquecer branquear pretinho pretíssimo
        pretume negrume negrinho enegrecido acinzentado acinzentadas cinzinha
        alviverde alvinegro rubronegro auriverde verdeamarelo azulescuro azulmarinho
        azul-escuro verde-claro cor-de-rosa rosa-choque VERDE Vermélho ＡＺＵＬ ro\u200bxo
    """,
}
"""What is refused as a plain color."""


@pytest.mark.parametrize(("language", "text"), each(COLOR))
def test_plain_colors_and_what_is_built_on_them_are_refused(language: str, text: str) -> None:
    assert verdict(language, text) is Refusal.CLUE_PLAIN_COLOR
    assert verdict(language, text, clue=1) is Refusal.CLUE_PLAIN_COLOR


PLACE = {
    "es": """
        izquierda izquierdo izquierdas derecha derecho arriba abajo arribita abajito encima debajo
        esquina esquinas esquinita rincón borde bordes medio centro fila filas hilera columna
        columnas superior inferiores la_esquina el_borde arriba-izquierda en_medio
        cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince
        dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintiún veintidós veintitrés
        veintiséis veintinueve treinta cuarenta cien ciento mil millón doscientos quinientas
        primero primera primer primeros segundo segunda tercero tercera tercer cuarto quinta sexto
        séptimo octava noveno décimo décimas undécimo duodécima decimotercero vigésimo trigésima
        columna_siete C14 14 c c_14 mitad media docena último última lado lados bajo norte sur este
        oeste noreste suroeste norteño oriental
    """,
    "pt": """
        esquerda esquerdo esquerdas direita direito direitas cima acima baixo abaixo embaixo debaixo
        em_cima topo canto cantos cantinho esquina borda bordas meio meios centro linha linhas fila
        fileira coluna colunas superior inferior o_canto no_meio
        zero dois duas três quatro cinco seis sete oito nove dez onze doze treze catorze quatorze
        quinze dezesseis dezasseis dezessete dezassete dezoito dezenove dezanove vinte trinta
        metade meia dúzia último últimas lado lados norte sul leste oeste nordeste ocidental
        quarenta cinquenta cinqüenta cem cento mil milhão milhões duzentos trezentas oitocentos
        primeiro primeira primeiros segundo segunda terceiro terceira quarto quinta sexto sétima
        oitavo nono nona décimo décimas vigésimo trigésima linha_sete C14 14 c c_14
    """,
}
"""What is refused as a position."""


@pytest.mark.parametrize(("language", "text"), each(PLACE))
def test_positions_and_numbers_are_refused(language: str, text: str) -> None:
    assert verdict(language, text) is Refusal.CLUE_POSITION
    assert verdict(language, text, clue=1) is Refusal.CLUE_POSITION


COMPARISON = {
    "es": "más mas MÁS menos más_claro más_oscuro menos_brillante mayor menores un_poco_más",
    "pt": "mais MAIS menos mais_claro mais_escuro menos_brilhante maior menores um_pouco_mais",
}
"""What is refused as a comparison, in the second clue only."""


@pytest.mark.parametrize(("language", "text"), each(COMPARISON))
def test_comparisons_are_refused_in_the_second_clue_only(language: str, text: str) -> None:
    assert verdict(language, text) is None
    assert verdict(language, text, clue=1) is Refusal.CLUE_COMPARISON


FINE = {
    "es": """
        café té chocolate limón lima mango fresa frambuesa cereza arándano mora aceituna aguacate
        tomate zanahoria calabaza berenjena remolacha lechuga espinaca guisante maíz trigo arroz pan
        miel azúcar canela mostaza vainilla mantequilla queso leche nata huevo yema vino cerveza
        mermelada melocotón albaricoque ciruela uva sandía melón plátano piña coco castaña castaño
        mar océano playa arena orilla fondo río lago lluvia nieve hielo cielo nube niebla tormenta
        trueno selva bosque musgo hierba césped hoja árbol pino olivo montaña desierto volcán lava
        ceniza humo carbón fuego sol luna amanecer atardecer otoño primavera verano invierno
        león tigre leopardo elefante delfín ballena rana sapo flamenco loro canario ratón zorro oso
        mariposa abeja petirrojo pardillo verderón camello cimarrón
        París Venecia Brasil Irlanda Casablanca Montenegro Monteverde Villaverde Marruecos iglesia
        hospital escuela cocina biblioteca
        tristeza alegría envidia vergüenza amor celos calma enfado sonrojo ternura nostalgia miedo
        lavanda coral dorado espuma plateado turquesa celeste lila fucsia granate esmeralda
        claro oscuro brillante suave pálido
        verdad verdadero verdugo verdura verduras verdulero rosario rosal rosquilla rosaleda rosca
        azulejo azulejos marronazo marroquí morador enamorado demorado negocio negrete pardiez
        purpurina naranjal naranjo naranjilla blancanieves arrojo arrojado cerrojo hinojo
        generosa peligrosa hermosa tigris camarilla violín violento viola violencia red redes
        rosmarino gresca pretexto decreto columnista centroamérica esquinazo bordado
        mediodía medialuna
        medianoche izar derechazo filamento uñas una_noche el_mar moño mono año sueño unos_zapatos
        blues jazz medias aro pelirroja pelinegro ojiazul infrarrojo ultravioleta violeta violetas
        violáceo siempreverde lila seda alba red redes
    """,
    "pt": """
        café chá chocolate limão lima manga morango framboesa cereja mirtilo amora azeitona abacate
        tomate cenoura abóbora berinjela beringela beterraba alface espinafre ervilha milho trigo
        arroz pão mel açúcar canela mostarda baunilha manteiga queijo leite nata ovo gema vinho
        cerveja goiaba pêssego damasco ameixa uva melancia melão banana abacaxi coco castanha
        castanhas castanheiro doce cachaça caju açaí
        mar oceano praia areia beira fundo rio lago chuva neve gelo céu nuvem névoa tempestade
        trovão selva floresta musgo relva grama folha árvore pinheiro oliveira montanha deserto
        vulcão lava fumaça fumo carvão fogo sol lua amanhecer entardecer outono primavera verão
        inverno laranjeira laranjal roseira
        leão tigre leopardo elefante golfinho baleia sapo rã flamingo papagaio canário rato raposa
        urso borboleta abelha pintarroxo pardal pardais verdelhão
        Paris Veneza Irlanda Montenegro Valverde Marrocos Casablanca igreja hospital escola cozinha
        biblioteca azulejo azulejos azulejado
        tristeza alegria inveja vergonha amor ciúme calma raiva ternura saudade medo
        lavanda coral dourado espuma prateado turquesa celeste lilás fúcsia violeta esmeralda
        claro escuro brilhante suave pálido
        verdade verdadinha verdadeiro verdugo verdura verduras rosário rosto rosca rosquinha
        roseta pretensão
        pretexto pretérito pretender pretor discreto decreto interpreto encarnação desencarnado
        cinzeiro cinzel cinderela purpurina brânquia cobrança lembrança vingança frouxo roxane
        generosa erosão morada morado marroquino castanhola castanheira violino violento vermute
        verniz negócio uma_noite o_mar mas más cantor canção encanto linhaça bordado
        meias violeta infravermelho sempreverde sorte roda seda bela belo grau
        colunista direção esquerdista centopeia filamento baixela tercina
        blues jazz ano
    """,
}
"""Everyday clues, and traps among them, that pass as any clue."""


@pytest.mark.parametrize(("language", "text"), each(FINE))
def test_everyday_clues_pass(language: str, text: str) -> None:
    assert verdict(language, text) is None
    assert verdict(language, text, clue=1) is None


def test_each_language_is_tried_on_enough_words() -> None:
    for language in LANGUAGES - {"en"}:  # English has a file of its own
        for texts, enough in ((COLOR, 60), (PLACE, 60), (COMPARISON, 8), (FINE, 100)):
            assert len(set(texts[language].split())) >= enough


AGAIN = {
    "es": "café=cafe CAFÉ=café el_mar=mar una_playa=la_playa león=LEON año=ano piña=pina té=te",
    "pt": "café=cafe CAFÉ=café o_mar=mar uma_praia=a_praia maçã=maca avó=avô pão=pao",
}


@pytest.mark.parametrize(("language", "pair"), each(AGAIN))
def test_a_repeat_is_compared_without_accents_and_articles(language: str, pair: str) -> None:
    again, earlier = pair.split("=")
    assert verdict(language, again, earlier) is Refusal.CLUE_REPEAT
    assert verdict(language, f"{again} sol", earlier) is Refusal.CLUE_REPEAT
    assert verdict(language, again, f"{earlier} sol") is None


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_color_of_any_language_is_plain_at_all_tables(language: str) -> None:
    fine = {fold(word) for word in WORD_LISTS[language].common} | WORD_LISTS[language].innocent
    for color in COLORS - fine:
        assert verdict(language, color) is Refusal.CLUE_PLAIN_COLOR
    for color in ("blue", "azul", "amarillo", "amarelo", "grey"):
        assert verdict(language, f"deep {color}") is Refusal.CLUE_PLAIN_COLOR


OTHER = {
    "en": "rot sort rose roses rosé hall must rosary violets",
    "es": "red blues seda alba lila",
    "pt": "morada blues belo sorte roda",
}


@pytest.mark.parametrize(("language", "text"), each(OTHER))
def test_a_color_elsewhere_may_be_another_word_here(language: str, text: str) -> None:
    assert verdict(language, text) is None


FOREIGN = {
    "en": "rojizo azulado verdinho esquina siete borda mais",
    "es": "reddish darkblue corner seven avermelhado coluna mais",
    "pt": "reddish darkblue corner seven rojizo izquierda",
}


@pytest.mark.parametrize(("language", "text"), each(FOREIGN))
def test_only_the_bare_names_of_colors_count_in_other_languages(language: str, text: str) -> None:
    assert verdict(language, text, clue=1) is None


NAMES_ELSEWHERE = """
    rouge rouges verts bleue noire grün gruen roter gelben schwarz weiß weiss röd rød blått grönt
    svart vihreä punainen rauður blár czerwony zielona niebieski żółty červená modrý zelená piros
    kék zöld roșu albastru crven plava црвена rdeča червен синя красный красная синий зелёная
    зеленый жёлтым червоний синій κόκκινο μπλε μαύρη kırmızı kirmizi mavi yeşil أحمر الأزرق אדום
    כחולה قرمز لال लाल नीला লাল สีแดง 赤 赤い 青 ピンク レッド 빨강 파란색 红色 蓝 黑 merah hijau
    đỏ vàng xám vermell groc rosso gialla bianchi grigio blauw zwarte paars nyekundu RÖD Красный
    GRÜN
"""


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("text", NAMES_ELSEWHERE.split())
def test_the_basic_colors_of_thirty_languages_are_refused_at_every_table(
    language: str, text: str
) -> None:
    assert verdict(language, text) is Refusal.CLUE_PLAIN_COLOR


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize(
    "text",
    "lavender violet violeta violets violett coral golden seafoam lavanda rod do tim".split(),
)
def test_shades_and_violet_are_fine_the_same_at_all_tables(language: str, text: str) -> None:
    assert verdict(language, text) is (
        Refusal.CLUE_PLAIN_COLOR if text == "rod" and language != "en" else None
    )


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_the_words_that_name_what_is_refused_as_a_place_are_refused(language: str) -> None:
    told = places(language).split(", ")
    for word in told:
        assert verdict(language, word) is Refusal.CLUE_POSITION, word


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_kind_of_place_that_is_refused_is_told(language: str) -> None:
    told, lists = {fold(word) for word in places(language).split(", ")}, WORD_LISTS[language]
    assert {"c14", "7"} <= told  # coordinates, digits
    for kind in (*lists.positions, lists.numbers):
        assert told & kind
    assert told <= {"c14", "7"}.union(lists.numbers, *lists.positions)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_word_of_the_lists_is_written_as_clues_are_compared(language: str) -> None:
    lists = WORD_LISTS[language]
    for field in fields(lists):
        if field.name not in {"common", "positions", "places"}:
            for word in getattr(lists, field.name):
                assert words_of(word) == (word,)
    for word in frozenset().union(*lists.positions):
        assert words_of(word) == (word,)
    for word in lists.common:
        assert read(word)[0].written == word


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_common_word_is_a_color_elsewhere_and_none_here(language: str) -> None:
    lists = WORD_LISTS[language]
    for word in lists.common:
        assert fold(word) in (COLORS | WRITTEN) - lists.colors


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_the_lists_do_not_contradict_each_other(language: str) -> None:
    lists = WORD_LISTS[language]
    assert lists.innocent.isdisjoint(lists.colors | lists.hollow)
    assert lists.hidden <= lists.colors
    # Small words are left out before a position is looked for.
    assert lists.small.isdisjoint(lists.numbers.union(*lists.positions))


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_the_words_of_the_bots_pass_in_every_language(language: str) -> None:
    assert {verdict(language, word, clue=1) for word in BOT_WORDS} == {None}


NAMES = "azul mar|dark blue moss|rosa cinza lua|mais verde folha|la roja esquina|twenty limas"


def speaker() -> Bot:
    """A bot whose names for colors hold words that are refused in one language or another."""
    names = NAMES.split("|")
    return named_bot({square: names[n % len(names)] for n, square in enumerate(SQUARES)})


@pytest.mark.parametrize("bot", [random_bot, speaker()], ids=["random", "named"])
@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_game_between_bots_ends_in_every_language(language: str, bot: Bot) -> None:
    setup = Setup.deal(4, seed=3, rules=Rules(language=language, second_clue="required"))
    state, events = play_to_the_end(setup, bot)
    read = load_record(dump_record(setup, events))
    assert read == (setup, tuple(events))
    assert replay(*read) == state
