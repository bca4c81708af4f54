"""A user in front of Odoo's web client."""

from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Locator, expect

from .web_session import WebSession

# Milliseconds; the first page makes Odoo bundle its scripts and styles, and machines
# may be busy with other things.
PATIENCE = 180_000
expect.set_options(timeout=PATIENCE)
CHART_IS_PAINTED = """() => {
    const chart = document.querySelector(".o_graph_view canvas");
    if (!chart || !chart.width || !chart.height) {
        return false;
    }
    const { width, height } = chart;
    return chart.getContext("2d").getImageData(0, 0, width, height).data.some(Boolean);
}"""
QUIET_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
)


class Backend:
    """One logged-in user; every error in his browser's console is kept.

    Elements are found by the names of fields, buttons and menus, so that one test
    runs in every language.
    """

    def __init__(
        self, browser: Browser, user: WebSession, screenshots: Path, language: str
    ):
        self.screenshots = screenshots
        self.language = language
        self.context = browser.new_context(
            base_url=user.url,
            locale=language.replace("_", "-"),
            timezone_id=user.session_info["user_context"]["tz"],
            viewport={"width": 1440, "height": 900},
        )
        self.context.set_default_timeout(PATIENCE)
        cookie = {"name": "session_id", "value": user.http.cookies["session_id"]}
        self.context.add_cookies([{**cookie, "url": user.url}])
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("console", self._remember_console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def log_in(self, login: str) -> "Backend":
        """Log in by the form; the password is the login."""
        self.context.clear_cookies()
        self.page.goto(f"/web/login?login={login}&redirect=/odoo")
        self.page.fill("input[name=password]", login)
        self.page.press("input[name=password]", "Enter")
        self.find(".o_main_navbar").wait_for()
        return self

    def close(self) -> None:
        """End the user's browser.

        :raise AssertionError: its console shows errors
        """
        self.context.close()
        assert not self.errors, "\n".join(self.errors)

    # ------------------------------------------------------------
    # GOING SOMEWHERE
    # ------------------------------------------------------------

    def open(self, path: str, view: str) -> "Backend":
        """Open an address of the web client; ``view`` is kanban, list, form ..."""
        self.page.goto(f"/odoo/{path}")
        self.wait_for_view(view)
        return self

    def wait_for_view(self, view: str) -> None:
        """Wait until the view is there and nothing is loading."""
        self.find(f".o_action_manager .o_{view}_view").first.wait_for()
        self.settle()

    def switch_to(self, view: str) -> None:
        """Choose another view of the same records."""
        self.find(f".o_switch_view.o_{view}").click()
        self.wait_for_view(view)

    def menu(self, xmlid: str) -> Locator:
        """Return a menu entry, which may have to be unfolded first."""
        return self.find(self._by_xmlid(xmlid))

    def open_app(self) -> None:
        """Open the application by its entry in the apps menu."""
        self.find(".o_navbar_apps_menu button").click()
        self.find(f".o_app{self._by_xmlid('complaint_menu_root')}").click()
        self.settle()

    # ------------------------------------------------------------
    # WORKING
    # ------------------------------------------------------------

    def find(self, selector: str) -> Locator:
        """Return what the selector finds on the page."""
        return self.page.locator(selector)

    def field(self, name: str) -> Locator:
        """Return a field of the form, of the dialog when one is open."""
        scope = ".modal " if self.find(".modal .o_form_view").count() else ""
        return self.find(f"{scope}.o_field_widget[name={name}]").first

    def fill(self, name: str, text: str) -> None:
        """Type into a field."""
        self.field(name).locator("input, textarea, [contenteditable=true]").first.fill(
            text
        )

    def choose(self, name: str, text: str) -> None:
        """Choose a record in a many2one or many2many by typing its name."""
        self.field(name).locator("input").first.fill(text)
        self.find(".o-autocomplete--dropdown-item").filter(has_text=text).first.click()

    def pick(self, name: str, position: int) -> None:
        """Choose a value of a selection; it is known by its position alone."""
        self.field(name).locator("input").first.click()
        self.find(".o_select_menu_menu .o_select_menu_item").nth(position).click()

    def tick(self, name: str, value: str) -> None:
        """Choose a value among radio buttons."""
        self.field(name).locator(f"input[data-value={value}]").check()

    def press_button(self, name: str) -> None:
        """Press a button of the open form or dialog."""
        scope = ".modal" if self.find(".modal .o_form_view").count() else ".o_form_view"
        self.find(f'{scope} button[name="{name}"]:visible').first.click()
        self.settle()

    def press_action_button(self, hotkey: str) -> None:
        """Press a button that opens a dialog; it is known by its hotkey alone."""
        self.find(f'.o_form_view button[data-hotkey="{hotkey}"]:visible').click()
        self.find(".modal .o_form_view").wait_for()
        self.settle()

    def press_dialog_button(self, action_id: int) -> None:
        """Press a button that opens a dialog; it is known by its action."""
        self.find(f'.o_form_view button[name="{action_id}"]:visible').first.click()
        self.find(".modal .o_form_view").wait_for()
        self.settle()

    def open_page(self, name: str) -> None:
        """Open a page of the form's notebook."""
        self.find(f".o_notebook .nav-link[name={name}]").click()

    def save(self) -> None:
        """Save the form and wait until it is saved."""
        self.find(".o_form_button_save").first.click()
        expect(self.find(".o_form_view .o_form_saved").first).to_be_attached()
        self.settle()

    def search(self, text: str) -> None:
        """Type into the search bar and take the first proposal."""
        self.find("input.o_searchview_input").fill(text)
        self.find(".o_searchview_autocomplete .o-dropdown-item").first.wait_for()
        self.page.keyboard.press("Enter")
        self.find(".o_searchview_facet").filter(has_text=text).wait_for()
        self.settle()

    def settle(self) -> None:
        """Wait until nothing loads any more."""
        self.page.wait_for_function(
            "() => !document.querySelector('.o_blockUI, .o_loading_indicator')"
        )

    # ------------------------------------------------------------
    # LOOKING
    # ------------------------------------------------------------

    def photograph(self, name: str) -> Path:
        """Keep a picture for whoever looks at the screens."""
        self.settle()
        path = self.screenshots / f"{name}_{self.language}.png"
        self.page.screenshot(path=path, animations="disabled")
        return path

    def wait_for_chart(self) -> None:
        """Wait until the graph is painted, which comes after the view is there."""
        self.page.wait_for_function(CHART_IS_PAINTED)

    @staticmethod
    def _by_xmlid(xmlid: str) -> str:
        return f'[data-menu-xmlid="complaint_management.{xmlid}"]'

    def _remember_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url')})")
