from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..complaint_data import SEARCHED_LENGTH
from .complaint_search_mixin import CODES, SearchTimeoutError, limited_time

SIMILAR_LIMIT = 8
# how long a form waits for them
SIMILAR_SECONDS = 3

# Shorter subjects, such as two Chinese characters or one word, resemble too many.
SIMILAR_TEXT_MIN_LENGTH = 12

# The share of a subject that must occur again. Found by pairs of Chinese and English
# subjects: rephrased ones reach 0.6, those that share only “I complain” 0.5.
SIMILAR_TEXT_THRESHOLD = 0.55


def encode_similar_text(text):
    """Lower-case text in which each CJK character is a word of its own: one put in
    between does not change its neighbours. Of long ones the beginning counts: the time
    of a comparison grows with both lengths."""
    return "".join(
        f"{CODES[ord(char)]} " if ord(char) in CODES else char
        for char in text[:SEARCHED_LENGTH].lower()
    )


class ComplaintSimilarityMixin(models.AbstractModel):
    """Finds out, while a complaint is registered, whether it is known already.

    All desks of the company are searched. Of complaints that the user may not read he
    learns number, team and stage; of those that he is barred from, nothing.
    """

    _name = "complaint.similarity.mixin"
    _description = "Duplicates and Repeats of Complaints"

    similar_count = fields.Integer(compute="_compute_similar", exportable=False)
    similar_html = fields.Html(
        "Similar Complaints",
        compute="_compute_similar",
        # our own template, with links that open in a new tab
        sanitize=False,
        exportable=False,
    )
    similarity_key = fields.Char(
        compute="_compute_similarity_key",
        store=True,
        precompute=True,
        index="trigram",
        export_string_translation=False,
        help="The subject of an open complaint, as it is compared with others. Empty"
        " once it is closed: the index stays as small as the work at hand.",
    )
    contact_count = fields.Integer(
        "Times Contacted",
        readonly=True,
        copy=False,
        default=1,
        help="How many times the customer has contacted us about the open case.",
    )

    @api.depends(
        "name",
        "email_normalized",
        "phone_key",
        "partner_id",
        "team_id",
        "date_received",
        "phase",
        "parent_id",
    )
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_similar(self):
        for complaint in self:
            try:
                with limited_time(self.env, SIMILAR_SECONDS):
                    rows = complaint._get_similar_rows()
            except SearchTimeoutError:
                # the form opens all the same; nobody is told that there is none
                complaint.similar_count = 0
                complaint.similar_html = complaint._get_slow_search_note()
                continue
            complaint.similar_count = len(rows)
            complaint.similar_html = rows and self.env["ir.qweb"]._render(
                "complaint_management.complaint_similar_list",
                {
                    "rows": rows,
                    "days": complaint.team_id.similarity_days,
                },
            )

    def _get_slow_search_note(self):
        return Markup("<p>%s</p>") % self.env._(
            "Similar complaints could not be searched in time: search for them yourself."
        )

    @api.depends("name", "phase")
    def _compute_similarity_key(self):
        for complaint in self:
            complaint.similarity_key = complaint.is_open and encode_similar_text(
                complaint.name or ""
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_count_contact(self):
        """The customer has contacted us again about the case."""
        self._count_contact()
        self._message_log_batch(
            bodies={
                complaint.id: self.env._(
                    "The customer contacted us again: contact %(count)s.",
                    count=complaint.contact_count,
                )
                for complaint in self.filtered("is_open")
            }
        )

    def action_merge_similar(self):
        """Open the merge wizard with the complaint and what seems to be the same case:
        complaints of the same customer, or else the one with the most similar text."""
        self.ensure_one()
        similar = self._find_similar()
        same_customer = [
            case for case, reasons in similar.items() if reasons["customer"]
        ]
        proposed = self.union(*(same_customer or list(similar)[:1]))
        mergeable = proposed.sudo(False)._filtered_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "complaint_management.complaint_complaint_merge_action"
        )
        return {**action, "context": {"active_ids": (self | mergeable).ids}}

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _count_contact(self):
        """Count one more contact of the customer on each open complaint (P20)."""
        open_cases = self.filtered("is_open")
        open_cases.check_access("write")
        for count, complaints in open_cases.grouped("contact_count").items():
            # sudo: counted by noting a contact, nobody fills it in
            complaints.sudo().contact_count = count + 1

    def _get_similar_rows(self):
        """What the user may know of each similar complaint, best match first; see
        :meth:`_prepare_similar_row`."""
        self.ensure_one()
        if self.phase not in ("new", "classification") or self.parent_id:
            return []
        similar = self._find_similar()
        complaints = self.env["complaint.complaint"].union(*similar).sudo(self.env.su)
        readable = complaints._filtered_access("read")
        return [
            complaint._prepare_similar_row(reasons, is_readable=complaint in readable)
            for complaint, reasons in similar.items()
        ]

    def _prepare_similar_row(self, reasons, is_readable):
        """Number, team and stage; the rest only for who may read the complaint."""
        self.ensure_one()
        row = {
            "number": self.number,
            "team": self.team_id.display_name,
            "stage": self.stage_id.display_name,
            "is_open": self.is_open,
            "is_readable": is_readable,
        }
        if is_readable:
            row.update(
                url=f"/odoo/{self._name}/{self.id}",
                name=self.name,
                customer_name=self.customer_name,
                date_received=self._format_day(
                    self._to_local_day(self.date_received, self.env.user)
                ),
                reasons=sorted(reasons["customer"] | reasons["text"]),
                is_incident=bool(self.child_ids),
            )
        return row

    def _find_similar(self):
        """Recent complaints of the same customer, then open ones of similar subject.

        Of a merged complaint its survivor is found; of members of a mass incident that
        resemble by subject, the incident.

        :return: dict: complaint (sudo) → sets of labels by ``customer`` and ``text``
        """
        self.ensure_one()
        # sudo: duplicates are searched at all desks, the caller shows what may be shown
        complaints = self.env["complaint.complaint"].sudo()
        scope = self._get_similarity_domain()
        by_customer = complaints.search(
            scope & self._get_same_customer_domain(),
            limit=SIMILAR_LIMIT,
            order="id desc",
        )
        scope &= Domain("id", "not in", by_customer.ids)
        by_text = complaints.browse(
            self._get_similar_text_query(scope, SIMILAR_LIMIT - len(by_customer))
        )
        found = {}
        for case in by_customer | by_text:
            is_customer = case in by_customer
            target = case._get_survivor()
            if not is_customer:
                target = target.parent_id or target
            reasons = found.setdefault(target, {"customer": set(), "text": set()})
            if is_customer:
                reasons["customer"].update(self._get_shared_contact_labels(case))
            else:
                reasons["text"].add(self.env._("similar subject"))
        hidden = self._origin | complaints.browse(
            case.id for case in found if self.env.user in case.barred_user_ids
        )
        return {case: reasons for case, reasons in found.items() if case not in hidden}

    def _get_similarity_domain(self):
        """Complaints of the company in the last days that the team compares."""
        days = self.team_id.similarity_days
        # a company the user does not work for is searched for nobody
        company = self.company_id & self.env.companies
        if not days or not company:
            return Domain.FALSE
        since = (self.date_received or fields.Datetime.now()) - timedelta(days=days)
        domain = Domain("company_id", "=", company.id)
        domain &= Domain("date_received", ">=", since)
        if self._origin:
            domain &= Domain("id", "!=", self._origin.id)
            domain &= Domain("parent_id", "!=", self._origin.id)
        return domain

    def _get_same_customer_domain(self):
        """Same mail address, phone number, or customer with all of his company."""
        domains = [
            Domain(name, "=", self[name])
            for name in ("email_normalized", "phone_key")
            if self[name]
        ]
        if self.partner_id:
            # fetched apart: joined to the other conditions no index would serve them
            family = self.env["res.partner"].search(
                [
                    (
                        "commercial_partner_id",
                        "=",
                        self.partner_id.commercial_partner_id.id,
                    )
                ]
            )
            domains.append(Domain("partner_id", "in", family.ids))
        return Domain.OR(domains)

    def _get_similar_text_query(self, scope, limit):
        """Open complaints within ``scope`` in whose subject most of this one's occurs
        again (trigrams, also of Chinese characters), best match first."""
        complaints = self.env["complaint.complaint"].sudo()  # sudo: see _find_similar
        subject = encode_similar_text(self.name or "")
        if len(subject) < SIMILAR_TEXT_MIN_LENGTH or not limit:
            return complaints._search(Domain.FALSE)
        unaccent = self.env.registry.unaccent
        field = complaints._fields["similarity_key"]
        key = unaccent(SQL.identifier(complaints._table, field.name, to_flush=field))
        term = unaccent(SQL("%s", subject))
        # %> is the indexable form of: word_similarity reaches the threshold
        self.env.cr.execute(
            SQL(
                "SELECT set_config('pg_trgm.word_similarity_threshold', %s, TRUE)",
                str(SIMILAR_TEXT_THRESHOLD),
            )
        )
        resembles = Domain.custom(to_sql=lambda *_args: SQL("%s %%> %s", key, term))
        query = complaints._search(scope & resembles, limit=limit)
        query.order = SQL("word_similarity(%s, %s) DESC, id DESC", term, key)
        return query

    def _get_shared_contact_labels(self, other):
        """What the complaint of the same customer has in common with this one."""
        labels = set()
        if self.phone_key and self.phone_key == other.phone_key:
            labels.add(self.env._("same phone"))
        if self.email_normalized and self.email_normalized == other.email_normalized:
            labels.add(self.env._("same email"))
        commercial = self.partner_id.commercial_partner_id
        if commercial and commercial == other.partner_id.commercial_partner_id:
            labels.add(self.env._("same customer"))
        return labels
