import { onMounted, onWillUnmount, useExternalListener } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

const INTERVAL = 60 * 1000;

/** Call ``load`` once a minute while the tab is seen, and as soon as it is seen again. */
export function useRefresh(load) {
    let timer;
    let loaded = Date.now();

    const refresh = async () => {
        if (!document.hidden && Date.now() - loaded >= INTERVAL) {
            loaded = Date.now();
            await load();
        }
    };

    onMounted(() => {
        timer = browser.setInterval(refresh, INTERVAL);
    });
    onWillUnmount(() => browser.clearInterval(timer));
    useExternalListener(document, "visibilitychange", refresh);
}
