from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..tools import mail_gate, mail_parser
from ..tools.mail_phrases import PROGRAMS
from .test_intake_corpus import find_mails

REPLIES = Path(__file__).parent / "data" / "short_replies.txt"
LETTER = "We have received your message. Number: C2026-00017. Is it still broken?"

# How programs of customers show the letter that is answered.
QUOTATIONS = (
    "On Tue, Mar 3, 2026 at 10:00 AM Desk <desk@x.example> wrote:\n\n> {letter}",
    "Am 03.03.26 um 10:00 schrieb Desk:\n> {letter}",
    "Le mar. 3 mars 2026 à 10:00, Desk <desk@x.example> a écrit :\n\n> {letter}",
    "El mar, 3 mar 2026 a las 10:00, Desk (<desk@x.example>) escribió:\n\n> {letter}",
    "Il giorno mar 3 mar 2026 alle ore 10:00 Desk <desk@x.example> ha scritto:\n> {letter}",
    "Em ter., 3 de mar. de 2026 às 10:00, Desk <desk@x.example> escreveu:\n\n> {letter}",
    "Op di 3 mrt 2026 om 10:00 schreef Desk <desk@x.example>:\n\n> {letter}",
    "Den tis 3 mars 2026 kl 10:00 skrev Desk <desk@x.example>:\n\n> {letter}",
    "tir. 3. mars 2026 kl. 10:00 skrev Desk <desk@x.example>:\n\n> {letter}",
    "ti 3. maalisk. 2026 klo 10.00 Desk (desk@x.example) kirjoitti:\n\n> {letter}",
    "wt., 3 mar 2026 o 10:00 Desk <desk@x.example> napisał(a):\n\n> {letter}",
    "út 3. 3. 2026 v 10:00 odesílatel Desk <desk@x.example> napsal:\n\n> {letter}",
    "вт, 3 мар. 2026 г. в 10:00, Desk <desk@x.example>:\n\n> {letter}",
    "вт, 3 бер. 2026 р. о 10:00 Desk <desk@x.example> пише:\n\n> {letter}",
    "Desk <desk@x.example>, 3 Mar 2026 Sal, 10:00 tarihinde şunu yazdı:\n\n> {letter}",
    "Vào Th 3, 3 thg 3, 2026 vào lúc 10:00 Desk <desk@x.example> đã viết:\n\n> {letter}",
    "Pada Sel, 3 Mar 2026 pukul 10.00 Desk <desk@x.example> menulis:\n\n> {letter}",
    "Desk <desk@x.example> 于2026年3月3日周二 10:00写道：\n\n> {letter}",
    "在 2026年3月3日，10:00，Desk <desk@x.example> 写道：\n\n{letter}",
    'At 2026-03-03 10:00:00, "Desk" <desk@x.example> wrote:\n{letter}',
    "Desk <desk@x.example> 於 2026年3月3日 週二 上午10:00寫道：\n\n> {letter}",
    "2026年3月3日(火) 10:00 Desk <desk@x.example>:\n\n> {letter}",
    "2026/03/03 10:00、Desk <desk@x.example>のメール:\n\n> {letter}",
    "2026년 3월 3일 (화) 오전 10:00, Desk <desk@x.example>님이 작성:\n\n> {letter}",
    "在 ... Desk <desk@x.example>\n写道: 2026-03-03 10:00\n> {letter}",
    "________________________________\nFrom: Desk <desk@x.example>\n"
    "Sent: Tuesday, March 3, 2026 10:00 AM\nTo: Wang\nSubject: Number\n\n{letter}",
    "-----Ursprüngliche Nachricht-----\nVon: Desk\nGesendet: Dienstag\nAn: W\n\n{letter}",
    "Da: Desk\nInviato: martedì 3 marzo 2026\nA: Wang\nOggetto: Number\n\n{letter}",
    "De : Desk\nEnvoyé : mardi 3 mars 2026\nÀ : Wang\nObjet : Number\n\n{letter}",
    '------------------ 原始邮件 ------------------\n发件人: "Desk"\n'
    "发送时间: 2026年3月3日\n收件人: W\n主题: Number\n\n{letter}",
    "发件人： desk@x.example\n发送时间： 2026-03-03 10:00\n收件人： W\n主题： Number\n{letter}",
    "---- 回复的原邮件 ----\n发件人 Desk\n日期 2026年03月03日\n{letter}",
    "寄件者: Desk\n寄件日期: 2026年3月3日\n收件者: W\n主旨: Number\n\n{letter}",
    "差出人: Desk\n送信日時: 2026年3月3日\n宛先: W\n件名: Number\n\n{letter}",
    "보낸 사람: Desk\n보낸 날짜: 2026년 3월 3일\n받는 사람: W\n제목: Number\n\n{letter}",
    "От: Desk\nОтправлено: 3 марта 2026\nКому: W\nТема: Number\n\n{letter}",
    "Begin forwarded message:\n\nFrom: Desk\nSubject: Number\n\n{letter}",
    "---------- Forwarded message ---------\nFrom: Desk\nDate: Tue\n\n{letter}",
)
SIGNATURES = (
    "",
    "\n\nSent from my iPhone",
    "\n\nGet Outlook for Android",
    "\n\nVon meinem Samsung Galaxy Smartphone gesendet.",
    "\n\n发自我的iPhone",
    "\n\n来自我的华为手机",
    "\n\n-- \nWang Fang\nFlat 5, Tower 3\n+86 10 1234 5678",
)


def read_replies(mark):
    lines = REPLIES.read_text(encoding="utf-8").splitlines()
    return [line[2:].replace("|", "\n") for line in lines if line.startswith(mark)]


def is_thanks(text):
    head = (
        "From: Wang Fang <wang.fang@x.example>\nSubject: Re: C2026-00017\n"
        "Content-Type: text/plain; charset=utf-8\n\n"
    )
    return mail_gate.is_thanks(mail_parser.parse((head + text).encode()))


@tagged("complaint", "complaint_intake")
class TestForeignReplies(BaseCase):
    def test_only_mere_thanks_are_thanks(self):
        """Of answers not one is taken for thanks; of thanks nearly all are found. Each
        reply is tried alone, signed by telephones and above quoted letters."""
        missed, false = [], []
        thanks, answers = read_replies("+"), read_replies("-")
        self.assertGreater(len(thanks) + len(answers), 400)
        counts = {"+": 0, "-": 0}
        for mark, texts, wrong in (("+", thanks, missed), ("-", answers, false)):
            for number, text in enumerate(texts):
                signed = [text + signature for signature in SIGNATURES]
                quotation = QUOTATIONS[number % len(QUOTATIONS)].format(letter=LETTER)
                for variant in [*signed, f"{text}\n\n{quotation}"]:
                    counts[mark] += 1
                    if is_thanks(variant) != (mark == "+"):
                        wrong.append(variant)
        self.assertGreater(counts["-"], 1000)
        self.assertFalse(false)
        self.assertLess(len(missed) / counts["+"], 0.02, missed)

    def test_quotations_of_the_usual_programs(self):
        """What is quoted is not the sender's, whatever program shows it."""
        for quotation in QUOTATIONS:
            with self.subTest(quotation):
                text = f"谢谢!\n\n{quotation.format(letter=LETTER)}"
                if "写道: 2026" in quotation:
                    # no program writes so: the sender may have
                    self.assertFalse(is_thanks(text))
                else:
                    self.assertTrue(is_thanks(text))

    def test_answers_between_quoted_lines_are_the_senders(self):
        for text in (
            "Thanks!\n> We have received it\nIt still leaks\n> Is it solved",
            "Thanks!\n\nOn Tue, 3 Mar 2026 at 10:00 Desk <d@x.example> wrote:\n> Solved\nNo",
        ):
            self.assertFalse(is_thanks(text))
        html = (
            b"From: W <w@x.example>\nContent-Type: text/html\n\n<div>Thanks!</div>"
            b"<blockquote>We have received it</blockquote><div>It still leaks</div>"
        )
        self.assertFalse(mail_gate.is_thanks(mail_parser.parse(html)))
        self.assertIn("leaks", mail_gate.own_text(mail_parser.parse(html)))

    def test_absence_notices(self):
        for language, phrases in PROGRAMS["automatic_subjects"].items():
            for phrase in phrases:
                with self.subTest(phrase, language=language):
                    subject = f"{phrase[:1].upper()}{phrase[1:]} Re: C2026-00017"
                    self.assertTrue(mail_gate.is_absence_subject(subject))
        for subject in (
            "The lift is out of order",
            "Reply to your letter: automatic door broken",
            "自动扶梯故障",
            "Out of stock again",
            "Autoreparatur mangelhaft",
            "自動販売機が壊れています",
        ):
            self.assertFalse(mail_gate.is_absence_subject(subject), subject)

    def test_machines_and_people(self):
        """Reports on delivery are known by marks of machines, parcels by none."""

        def recognise(head, body):
            return mail_gate.recognise(mail_parser.parse(f"{head}\n\n{body}".encode()))[
                0
            ]

        failed = "Hi. This is the qmail-send program at x.example.\nSorry."
        for head, body in (
            ("From: MAILER-DAEMON <>\nSubject: hello", "x"),
            ("From: Mail Delivery Subsystem <mailer-daemon@x.example>", "x"),
            ("From: Mail Delivery System <>\nSubject: Returned", "x"),
            ("From: postmaster@x.example\nSubject: Undeliverable: letter", "x"),
            ("From: a@x.example\nReturn-Path: <>\nSubject: 退信", "x"),
            ("From: a@x.example\nSubject: failure notice", failed),
            ("From: a@x.example\nAuto-Submitted: auto-generated\nSubject: x", failed),
        ):
            with self.subTest(head):
                self.assertEqual(recognise(head, body), "bounce")
        for head, body in (
            ("From: a@x.example\nSubject: Delivery failure: my parcel", "It came back"),
            ("From: a@x.example\nSubject: Returned to sender", "My parcel, again"),
            ("From: postmaster@x.example\nSubject: Lift broken", "Repair it"),
            ("From: daemon@x.example\nSubject: Undelivered parcel", "Where is it"),
            (
                "From: a@x.example\nSubject: Fwd: Undeliverable",
                f"Look:\n\n{'.' * 500}{failed}",
            ),
            ("From: a@x.example\nSubject: 快递投递失败", "没有收到"),
        ):
            with self.subTest(head):
                self.assertEqual(recognise(head, body), "")

    def test_list_headers(self):
        for header, kind in (
            ("List-Id: <l.x.example>", "list"),
            ("List-Post: <mailto:l@x.example>", "list"),
            ("Precedence: list", "list"),
            ("List-Unsubscribe: <mailto:u@x.example>", ""),
        ):
            parsed = mail_parser.parse(f"From: a@x.example\n{header}\n\nx".encode())
            self.assertEqual(mail_gate.recognise(parsed)[0], kind, header)
            self.assertTrue(kind or mail_gate.is_automatic(parsed))

    def test_collected_reports(self):
        """Of the real reports nearly all are known; see SHARED_DIR in the README."""
        paths = [path for path in find_mails() if path.parent.name == "bounces"]
        if not paths:
            self.skipTest("There is no test material: set SHARED_DIR to its folder.")
        known = sum(
            bool(mail_gate.recognise(mail_parser.parse(path.read_bytes()))[0])
            for path in paths
        )
        # two are empty, one has no readable head, one says that it is none, and one is
        # a list's warning
        self.assertGreaterEqual(known, len(paths) - 5)
