import { htmlField, HtmlField } from "@html_editor/fields/html_field";
import { registry } from "@web/core/registry";
import { useExternalListener } from "@odoo/owl";

const EDITS = ["beforeinput", "paste", "cut", "drop"];
const MOVES = /^(Arrow|Page|Home|End|Escape|Shift|Control|Alt|Meta|Tab)/;
const TOOLS = ".o-overlay-container, .o-we-toolbar";

/**
 * A text with layout that strangers may have written. The editor tidies what it shows,
 * when it opens and where it is clicked: that is no change of theirs, so nothing is saved
 * until somebody edits the text. The style of the field keeps its content in its box.
 */
export class RichTextField extends HtmlField {
    setup() {
        super.setup();
        useExternalListener(
            document,
            "pointerdown",
            (event) => event.target.closest?.(TOOLS) && this.remember(),
            { capture: true },
        );
    }

    getConfig() {
        return { ...super.getConfig(), onEditorReady: this.watch.bind(this) };
    }

    watch() {
        this.unedited = null;
        const editable = this.editor.editable;
        for (const type of EDITS) {
            editable.addEventListener(type, () => this.remember(), { capture: true });
        }
        editable.addEventListener(
            "keydown",
            (event) => MOVES.test(event.key) || this.remember(),
            { capture: true },
        );
    }

    /** Keep what is there before the first edit. */
    remember() {
        if (this.editor?.isReady) {
            this.unedited ??= this.editor.getContent();
        }
    }

    onChange() {
        const isEdited =
            this.state.showCodeView ||
            (typeof this.unedited === "string" &&
                this.editor.getContent() !== this.unedited);
        if (isEdited) {
            super.onChange(...arguments);
        }
    }
}

registry.category("fields").add("complaint_rich_text", {
    ...htmlField,
    component: RichTextField,
    additionalClasses: ["o_field_html"],
    extractProps: (...given) => ({
        ...htmlField.extractProps(...given),
        // plain text of mails is no code to be highlighted
        embeddedComponents: false,
    }),
});
