"""The basic color names of many languages, which refused at all tables: everybody knows "rouge".

The twelve of the rules, with the forms that an adjective takes: purple blue green red pink yellow
orange brown white black gray. English, Spanish and Portuguese have lists of their own.

Left out, because they are fine in every language: shades such as lavender and lilac, and violet
under whatever name (violett, фиолетовый), even where it is the only one for purple.
"""

from itertools import product

from game_engine.letters import fold


def _adjectives(stems: str, endings: str) -> str:
    """Return each stem with each ending; "-" is none."""
    pairs = product(stems.split(), endings.split())
    return " ".join(stem + ending.strip("-") for stem, ending in pairs)


_GERMAN = "- e er es en em"
_SLAVIC = "y a e ego emu ej ą ym ych ymi i"
_CZECH = "ý á é ého ému ou ém ým ých ými í"
_SERBIAN = "- i a o e u og oj im ih"
_SERBIAN_CYRILLIC = "- и а о е у ог ој им их"
_RUSSIAN = "ый ая ое ые ого ой ому ым ом ую ых ыми"
_UKRAINIAN = "ий а е і ого ої ому ій им ою у их ими"
_GREEK = "ο ος η α οι ες ου ων ους"

_NAMES = {
    "Catalan": """vermell vermella vermells vermelles blau blava blaus blaves verd verda verds
        verdes groc groga grocs grogues taronja marró blanc blanca blancs blanques negre negra
        negres gris grisa grisos grises rosa porpra lila""",
    "Galician, Basque": "vermello azul amarelo laranxa gorri urdin berde beltz zuri arrosa",
    "French": """rouge rouges bleu bleue bleus bleues vert verte verts vertes jaune jaunes orange
        oranges brun brune bruns brunes marron marrons blanc blanche blancs blanches noir noire
        noirs noires gris grise grises rose roses pourpre pourpres""",
    "Italian": """rosso rossa rossi rosse blu azzurro azzurra azzurri azzurre verde verdi giallo
        gialla gialli gialle arancione arancioni arancio marrone marroni bianco bianca bianchi
        bianche nero nera neri nere grigio grigia grigi grigie rosa porpora""",
    "Romanian": """roșu roșie roșii albastru albastră albaștri albastre verde verzi galben galbenă
        galbeni galbene portocaliu portocalie maro alb albă albi albe negru neagră negri negre gri
        roz purpuriu""",
    "German": _adjectives("rot blau grün gruen gelb schwarz weiß braun grau", _GERMAN)
    + " rosa lila orange orangen purpur purpurn purpurrot",
    "Dutch, Afrikaans": """rood rode rooi blauw blauwe blou groen groene geel gele oranje bruin
        bruine wit witte zwart zwarte swart grijs grijze grys roze pienk paars paarse purper""",
    "Swedish": """röd rött röda blå blått blåa grön grönt gröna gul gult gula brun brunt bruna vit
        vitt vita svart svarta grå grått gråa rosa lila orange""",
    "Danish, Norwegian": """rød rødt røde blå blått grøn grønn grønt grønne gul gult gule brun brunt
        brune hvid hvidt hvide hvit hvitt hvite sort sorte svart svarte grå grått lyserød rosa lilla
        oransje""",
    "Icelandic": """rauður rauð rautt blár blá blátt grænn græn grænt gulur gul gult brúnn brún
        brúnt hvítur hvít hvítt svartur svört svart grár grá grátt bleikur bleik bleikt
        appelsínugulur""",
    "Finnish": """punainen punaisen punaiset punaista sininen sinisen siniset sinistä vihreä vihreän
        vihreät keltainen keltaisen keltaiset keltaista ruskea ruskean ruskeat valkoinen valkoisen
        valkoiset valkoista musta mustan mustat harmaa harmaan harmaat vaaleanpunainen pinkki
        oranssi oranssin purppura""",
    "Estonian": "punane sinine roheline kollane pruun valge must hall roosa oranž",
    "Latvian, Lithuanian": """sarkans sarkana zils zila zaļš zaļa dzeltens dzeltena brūns brūna
        balts balta melns melna pelēks pelēka oranžs raudonas raudona mėlynas mėlyna žalias žalia
        geltonas geltona rudas ruda baltas juodas juoda pilkas pilka oranžinė""",
    "Polish": _adjectives("czerwon zielon żółt zółt biał bial czarn szar brązow różow", _SLAVIC)
    + " "
    + _adjectives("pomarańczow purpurow", _SLAVIC)
    + " niebieski niebieska niebieskie niebieskiego zolty zolta brąz pomarańcz",
    "Czech, Slovak": _adjectives("červen modr zelen žlut žlt oranžov hněd hned bíl biel", _CZECH)
    + " "
    + _adjectives("čern čiern šed siv růžov ružov purpurov", _CZECH),
    "Hungarian": """piros pirosak vörös vörösek kék kékek zöld zöldek sárga sárgák narancs
        narancssárga barna barnák fehér fehérek fekete feketék szürke szürkék rózsaszín lila bíbor
        """,
    "Croatian, Serbian": _adjectives("crven plav zelen žut smeđ smed bijel bel crn siv", _SERBIAN)
    + " "
    + _adjectives("narančast narandžast ružičast", _SERBIAN)
    + " beo braon roza "
    + _adjectives("црвен плав зелен жут смеђ бел црн сив наранџаст", _SERBIAN_CYRILLIC)
    + " бео браон",
    "Slovene": """rdeč rdeča rdeče rdeči moder modra modro modri zelen zelena rumen rumena rumeno
        rumeni oranžen oranžna oranžno rjav rjava rjavo bel bela belo črn črna črno siv siva sivo
        roza škrlaten""",
    "Bulgarian, Macedonian": """червен червена червено червени син синя синьо сини сина сино зелен
        зелена зелено зелени жълт жълта жълто жълти жолт жолта жолто оранжев оранжева оранжево кафяв
        кафява кафяво кафеав бял бяла бяло бели черен черна черно черни црн црна сив сива сиво сиви
        розов розова розово лилав лилава пурпурен""",
    "Russian": _adjectives("красн зелён зелен жёлт желт бел чёрн черн сер розов", _RUSSIAN)
    + " "
    + _adjectives("оранжев коричнев пурпурн голуб", _RUSSIAN)
    + " голубой синий синяя синее синие синего синей синему синим синем синюю синих",
    "Ukrainian": _adjectives("червон зелен жовт біл чорн сір рожев коричнев", _UKRAINIAN)
    + " "
    + _adjectives("помаранчев оранжев пурпуров блакитн", _UKRAINIAN)
    + " синій синя синє сині синього",
    "Belarusian": "чырвоны чырвоная сіні сіняя зялёны зялёная жоўты жоўтая белы белая чорны шэры",
    "Greek": _adjectives("κόκκιν πράσιν κίτριν άσπρ λευκ μαύρ πορφυρ", _GREEK)
    + " μπλε γαλάζιο πορτοκαλί καφέ γκρι γκρίζο ροζ μωβ μοβ",
    "Turkish": """kırmızı kirmizi mavi yeşil sarı sari turuncu kahverengi beyaz siyah gri pembe
        mor""",
    "Arabic": """أحمر حمراء أزرق زرقاء أخضر خضراء أصفر صفراء برتقالي برتقالية بني بنية أبيض بيضاء
        أسود سوداء رمادي رمادية وردي وردية زهري أرجواني الأحمر الأزرق الأخضر الأصفر البرتقالي البني
        الأبيض الأسود الرمادي الوردي الأرجواني""",
    "Hebrew": """אדום אדומה אדומים אדומות כחול כחולה כחולים ירוק ירוקה ירוקים צהוב צהובה צהובים כתום
        כתומה חום חומה לבן לבנה לבנים שחור שחורה שחורים אפור אפורה ורוד ורודה סגול סגולה""",
    "Persian": "قرمز سرخ آبی سبز زرد نارنجی قهوهای سفید سیاه مشکی خاکستری صورتی",
    "Urdu": "لال نیلا نیلی ہرا ہری پیلا پیلی بھورا کالا کالی گلابی جامنی سرمئی",
    "Hindi": """लाल नीला नीली नीले हरा हरी हरे पीला पीली पीले नारंगी भूरा भूरी भूरे सफ़ेद काला काली
        काले स्लेटी धूसर गुलाबी बैंगनी जामुनी""",
    "Bengali": "লাল নীল সবুজ হলুদ কমলা বাদামী বাদামি সাদা কালো ধূসর গোলাপী গোলাপি বেগুনী বেগুনি",
    "Thai": """แดง สีแดง น้ำเงิน สีน้ำเงิน เขียว สีเขียว เหลือง สีเหลือง ส้ม สีส้ม น้ำตาล สีน้ำตาล
        ขาว สีขาว ดำ สีดำ เทา สีเทา ชมพู สีชมพู ม่วง สีม่วง""",
    "Japanese": """赤 赤い 赤色 あか あかい 青 青い 青色 あお あおい 緑 緑色 みどり 黄色 黄色い
        きいろ 橙 橙色 だいだい 茶色 茶色い ちゃいろ 白 白い 白色 しろ しろい 黒 黒い 黒色 くろ
        くろい 灰色 はいいろ 桃色 ももいろ 紫 紫色 むらさき レッド ブルー グリーン イエロー
        オレンジ ブラウン ホワイト ブラック グレー ピンク パープル""",
    "Korean": """빨강 빨간 빨간색 파랑 파란 파란색 초록 초록색 녹색 노랑 노란 노란색 주황
        주황색 갈색 하양 하얀 하얀색 흰색 검정 검은 검은색 검정색 회색 분홍 분홍색 보라 보라색""",
    "Chinese": """红 红色 紅 紅色 蓝 蓝色 藍 藍色 绿 绿色 綠 綠色 黄 黄色 黃 黃色 橙 橙色 棕 棕色
        褐色 咖啡色 白 白色 黑 黑色 灰 灰色 粉 粉色 粉红 粉红色 粉紅 粉紅色 紫 紫色""",
    "Indonesian, Malay": """merah biru hijau kuning oranye jingga coklat cokelat putih hitam kelabu
        ungu""",
    "Filipino": "pula asul berde dilaw kahel kayumanggi puti itim",
    "Swahili": "nyekundu bluu kijani manjano kahawia nyeupe nyeusi kijivu zambarau",
}

ELSEWHERE = frozenset(fold(name) for names in _NAMES.values() for name in names.split())
"""As they are compared: case-folded, without accents."""

WRITTEN = frozenset("đỏ xanh vàng trắng đen tím nâu hồng cam xám".split())
"""The names of Vietnamese, which mean something only with their accents."""
