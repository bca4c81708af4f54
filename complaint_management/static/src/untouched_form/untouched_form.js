import { patch } from "@web/core/utils/patch";
import { FormController } from "@web/views/form/form_controller";

/**
 * Whoever leaves a new document of ours without having typed anything leaves nothing
 * behind: Odoo would save its default values when the page is closed.
 */
patch(FormController.prototype, {
    async beforeVisibilityChange() {
        if (this.isNewDocument && !(await this.model.root.isDirty())) {
            return;
        }
        return super.beforeVisibilityChange(...arguments);
    },

    async beforeUnload() {
        if (this.isNewDocument) {
            // what is just being typed counts
            this.model._urgentSave = true;
            this.model.bus.trigger("WILL_SAVE_URGENTLY");
            this.model._urgentSave = false;
            if (!this.model.root.dirty) {
                return;
            }
        }
        return super.beforeUnload(...arguments);
    },

    get isNewDocument() {
        const { isNew, resModel } = this.model.root;
        return isNew && resModel.startsWith("complaint.");
    },
});
