"""The people and departments of the end-to-end tests."""

from dataclasses import dataclass, field

from .web_session import WebSession

LANGUAGES = ("en_US", "zh_CN")
GROUPS = {
    "registrant": (),
    "respondent": ("respondent",),
    "agent": ("agent",),
    "supervisor": ("supervisor",),
    "executive": ("executive",),
    "executor": ("respondent",),
}
NAMES = {
    ("registrant", "en_US"): "Rita Reception",
    ("registrant", "zh_CN"): "何前台",
    ("respondent", "en_US"): "Quinn Quality",
    ("respondent", "zh_CN"): "周质量",
    ("agent", "en_US"): "Anna Agent",
    ("agent", "zh_CN"): "安客服",
    ("supervisor", "en_US"): "Sven Supervisor",
    ("supervisor", "zh_CN"): "孙主管",
    ("executive", "en_US"): "Emma Executive",
    ("executive", "zh_CN"): "赵总",
    ("executor", "en_US"): "Gary General",
    ("executor", "zh_CN"): "宗综合",
}
DEPARTMENTS = {"en_US": "Quality", "zh_CN": "质量部"}


def login(role: str, language: str = "en_US") -> str:
    """Return the login, which is also the password, of a role."""
    return f"{role}_{language[:2]}"


@dataclass
class Office:
    """One desk whose agents speak English and Chinese, one department for each."""

    admin: WebSession
    team_id: int = 0
    user_ids: dict[str, int] = field(default_factory=dict)
    department_ids: dict[str, int] = field(default_factory=dict)

    def move_in(self) -> "Office":
        """Create everybody."""
        self.team_id = self.admin.ref("complaint_management.complaint_team_desk")
        for (role, language), name in NAMES.items():
            self.user_ids[login(role, language)] = self._hire(role, language, name)
        for language, name in DEPARTMENTS.items():
            self.department_ids[language] = self.admin.create(
                "hr.department",
                name=name,
                complaint_contact_ids=[self.user_ids[login("respondent", language)]],
            )
            self.admin.create(
                "complaint.team.member",
                team_id=self.team_id,
                user_id=self.user_ids[login("agent", language)],
            )
        return self

    def session(self, role: str, language: str = "en_US") -> WebSession:
        """Log somebody in beside the browser."""
        user = login(role, language)
        return WebSession(self.admin.url, self.admin.session_info["db"], user)

    def _hire(self, role: str, language: str, name: str) -> int:
        groups = [self.admin.ref("base.group_user")]
        groups += [
            self.admin.ref(f"complaint_management.group_complaint_{group}")
            for group in GROUPS[role]
        ]
        user = login(role, language)
        return self.admin.create(
            "res.users",
            name=name,
            login=user,
            password=user,
            email=f"{user}@desk.example",
            lang=language,
            tz="Asia/Shanghai" if language == "zh_CN" else "Europe/Berlin",
            group_ids=groups,
        )
