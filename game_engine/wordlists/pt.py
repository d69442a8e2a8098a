"""The referee's words of Portuguese, as Brazil and Portugal speak it.

Decisions. "Laranja", "rosa" and "cinza" are plain colors, the fruit, the flower and the ash
included; so are "encarnado" and "castanho", the red and the brown of Portugal, but "castanha" is a
nut and "violeta" a flower, and pass. "Claro" and "escuro" pass alone, as "light" and "dark" do: it
is "mais" and "menos" that compare; "mas" is but. Articles are no numbers ("uma" noite), "beira" and
"fundo" belong to the sea; but "quarto" is the fourth as well as a room, "canto" the corner as well
as a song, "meia" a half as well as a sock, and these do not pass.
"""

from game_engine.wordlists.wordlist import WordList, entries, inflected, kinds

_COLORS = inflected("vermelh amarel rox branc pret negr pard encarnad cinzent") | entries(
    "azul azuis verde verdes rosa rosas laranja laranjas cinza cinzas marrom marrons "
    "castanho castanhos purpura purpuras"
)

LIST = WordList(
    colors=_COLORS,
    stems=_COLORS
    | entries(
        "vermelh amarel verd rox branc branqu pret negr pard castanh cinz cinzent ros laranj "
        "marron purpur"
    ),
    endings=inflected(
        "ac ad adinh inhad ead ejad ecid id icad zad inh zinh issim acent ent os usc isc e "
        "clar escur marinh"
    )
    | entries(
        "ao oes ona onas idao idoes ura uras ume umes ez ar ou ava ando amento amentos "
        "ear eia eou eando eamento eamentos ejar ejante ejantes ejando "
        "ecer ece ecem eceu ecia ecendo ecimento ecimentos"
    ),
    prefixes=entries("a ar al e em en es re"),
    heads=entries(
        "verd verdi azuli rubro rubri alvi auri ultra claro escuro super hiper extra mega "
        "semi quase muito"
    ),
    # Interpreto, leopardo, desencarnado, froxo, generosa; cobrança, Montenegro, Valverde.
    hidden=inflected("pret pard encarnad branc negr rox") | entries("rosa rosas verde verdes"),
    tails=frozenset(),
    hollow=inflected("azulin branquel") | entries("verdor verdores verdemar verdeagua"),
    innocent=inflected("morad azulejad infravermelh")
    | entries(
        "verdura verduras erosao erosoes rosaura azulejar azulejando verdadinha verdadinhas cinzela"
    ),
    common=inflected("morad")
    | entries(
        "alba bel bela belo bile cerne gele grau gula lila mor pula roda "
        "rode rote sari seda sede sedem sorte verte vertes"
    ),
    positions=kinds("""
        esquerda esquerdo esquerdas esquerdos direita direito direitas direitos;
        topo topos cima superior superiores baixo baixos inferior inferiores;
        lado lados;
        acima abaixo embaixo debaixo;
        canto cantos cantinho cantinhos esquina esquinas;
        borda bordas;
        centro centros central centrais meio meios meia;
        linha linhas fila filas fileira fileiras coluna colunas;
        norte sul leste este oeste nordeste noroeste sudeste sudoeste nortenho nortenha nortenhos
            nortenhas sulista sulistas oriente ocidente oriental orientais ocidental ocidentais
            meridional meridionais setentrional setentrionais
    """),
    numbers=inflected(
        "primeir segund terceir quart quint sext setim oitav non decim vigesim trigesim"
    )
    | entries(
        "zero dois duas tres quatro cinco seis sete oito nove dez onze doze treze catorze quatorze "
        "quinze dezesseis dezasseis dezessete dezassete dezoito dezenove dezanove vinte trinta "
        "quarenta cinquenta sessenta setenta oitenta noventa cem cento mil milhao milhoes "
        "duzentos duzentas trezentos trezentas quinhentos quinhentas "
        "ultimo ultima ultimos ultimas metade metades duzia duzias"
    ),
    places="C14, 7, sete, metade, primeiro, esquerda, topo, lado, acima, canto, borda, centro, "
    "linha, norte",
    comparisons=entries("mais menos maior maiores menor menores melhor melhores pior piores"),
    small=entries(
        "o a os as um uma uns umas e ou de do da dos das em no na nos nas num numa ao aos "
        "com para pra por sem que se mas meu minha teu tua seu sua"
    ),
)
