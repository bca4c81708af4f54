from odoo.tests import BaseCase, tagged

from ..tools import mail_charset, mail_parser

# Text, how it is really written, what the sender declares.
SAMPLES = (
    ("It’s broken and I’m not happy", "cp1252", ""),
    ("I paid £7,000 for it", "cp1252", ""),
    ("It is 5°C in the fridge", "cp1252", ""),
    ("Costs 25 € more – why?", "cp1252", ""),
    ("“Good” service…", "cp1252", ""),
    ("Café au lait", "cp1252", ""),
    ("Größe falsch", "cp1252", ""),
    ("Müller", "cp1252", ""),
    ("Schöne Grüße", "cp1252", "us-ascii"),
    ("§ 312 BGB", "cp1252", ""),
    ("à bientôt", "cp1252", ""),
    ("très déçu", "latin-1", ""),
    ("où est mon colis", "latin-1", "utf-8"),
    ("¿Dónde está mi pedido?", "cp1252", ""),
    ("mañana", "latin-1", ""),
    ("reclamación nº 5", "latin-1", "us-ascii"),
    ("não recebi a encomenda", "latin-1", ""),
    ("città", "latin-1", ""),
    ("perché è rotto", "latin-1", ""),
    ("Förseningen är oacceptabel", "latin-1", ""),
    ("Smørrebrød på køkkenet", "latin-1", ""),
    ("hyvää päivää", "latin-1", ""),
    ("één pakket", "latin-1", ""),
    ("½ price", "latin-1", ""),
    ("Zażółć gęślą jaźń", "cp1250", ""),
    ("paczka dotarła uszkodzona, proszę o zwrot pieniędzy", "iso-8859-2", ""),
    ("Děkuji za vyřízení", "cp1250", ""),
    ("zásilka přišla poškozená", "iso-8859-2", "iso-8859-1"),
    ("Łódź", "cp1250", ""),
    ("köszönöm, a csomag sérült", "cp1250", ""),
    ("őszintén", "iso-8859-2", ""),
    ("Teşekkürler, ürün kırık", "cp1254", ""),
    ("şikayet", "cp1254", ""),
    ("İade istiyorum", "cp1254", "iso-8859-1"),
    ("Посылка пришла разбитой", "cp1251", ""),
    ("Спасибо", "cp1251", ""),
    ("верните деньги", "koi8-r", ""),
    ("Здравствуйте", "koi8-r", "us-ascii"),
    ("Иванов", "koi8-r", ""),
    ("брак", "cp1251", ""),
    ("дякую, товар пошкоджено", "cp1251", ""),
    ("Київ", "koi8-u", ""),
    ("Товар разбит", "cp866", ""),
    ("电梯故障", "gbk", ""),
    ("快递丢失", "gbk", ""),
    ("退款", "gbk", ""),
    ("空调漏水，请尽快维修", "gbk", "iso-8859-1"),
    ("投诉", "gb2312", "us-ascii"),
    ("李娜", "gbk", ""),
    ("冰箱不制冷", "gbk", "big5"),
    ("服务态度差", "gbk", "utf-8"),
    ("電梯故障", "big5", ""),
    ("包裹破損", "big5", "gb2312"),
    ("退款", "big5", "big5"),
    ("冷氣漏水", "big5", ""),
    ("謝謝您", "big5", "utf-8"),
    ("荷物が壊れていました", "shift_jis", ""),
    ("返品したい", "euc_jp", ""),
    ("不良品", "shift_jis", "shift_jis"),
    ("ありがとう", "shift_jis", "iso-8859-1"),
    ("カメラ故障", "cp932", ""),
    ("반품 문의", "euc-kr", ""),
    ("배송이 늦어요", "euc-kr", "iso-8859-1"),
    ("환불 요청", "euc-kr", ""),
    ("감사합니다", "euc-kr", "utf-8"),
    ("Το προϊόν είναι σπασμένο", "cp1253", ""),
    ("สินค้าเสียหาย", "cp874", ""),
    ("המוצר שבור", "cp1255", ""),
    ("المنتج مكسور", "cp1256", ""),
    ("您好，电梯坏了", "utf-8", "gb2312"),
    ("It’s broken", "utf-8", "iso-8859-1"),
    ("Größe", "utf-8", "us-ascii"),
    ("Größe", "utf-8", "gb2312"),
    ("電梯", "utf-8", "big5"),
    ("Ошибка", "utf-8", "koi8-r"),
)
# Beyond guessing without knowing the language: Hungarian and Turkish in one word.
HARD = {"őszintén": "hu_HU", "İade istiyorum": "tr_TR"}


@tagged("complaint", "complaint_intake")
class TestForeignCharset(BaseCase):
    def test_short_samples(self):
        """Short texts, as in subjects, whose charset is not declared or declared
        wrongly, in twelve languages and more."""
        wrong = [
            (text, real, declared, found)
            for text, real, declared in SAMPLES
            if (found := mail_charset.decode(text.encode(real), declared)) != text
            and text not in HARD
        ]
        self.assertGreater(len(SAMPLES), 66)
        self.assertFalse(wrong)

    def test_languages_of_the_company_tip_the_scales(self):
        for text, real, declared in SAMPLES:
            if text in HARD:
                found = mail_charset.decode(text.encode(real), declared, (HARD[text],))
                self.assertEqual(found, text)
        # the same bytes are a word in Korean and one in Chinese
        data = "快递".encode("gbk")
        self.assertEqual(mail_charset.decode(data, "", ("zh_CN", "en_US")), "快递")

    def test_languages_do_not_spoil_other_languages(self):
        for language in ("zh_CN", "en_US", "de_DE"):
            right = sum(
                mail_charset.decode(text.encode(real), declared, (language,)) == text
                for text, real, declared in SAMPLES
            )
            self.assertGreater(right, 66, language)

    def test_what_is_declared_rightly_stays(self):
        for text, real, _declared in SAMPLES:
            declared = {"gbk": "gb2312", "cp949": "euc-kr"}.get(real, real)
            with self.subTest(text, charset=declared):
                self.assertEqual(mail_charset.decode(text.encode(real), declared), text)

    def test_headers_take_the_charset_of_the_body(self):
        raw = (
            "From: Иван Петров <i@x.example>\nSubject: Брак\n"
            "Content-Type: text/plain; charset=koi8-r\n\nТовар пришел разбитым\n"
        ).encode("koi8-r")
        parsed = mail_parser.parse(raw)
        self.assertEqual(parsed.subject, "Брак")
        self.assertEqual(parsed.sender_name, "Иван Петров")
        silent = (
            "From: a@x.example\nSubject: 退款\n\n电梯坏了，请尽快修理，谢谢。\n".encode(
                "gbk"
            )
        )
        self.assertEqual(mail_parser.parse(silent).subject, "退款")
