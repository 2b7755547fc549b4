/** Every style sheet of the desk's pages, in their order. */
export const STYLES = ['desk.css', 'inbox.css', 'kpis.css'];
