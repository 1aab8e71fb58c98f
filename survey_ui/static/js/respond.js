// Everything works without this file. It only wakes the few components that scripts make better.
import {
  createAll,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  ExitThisPage,
  SkipLink,
} from "../vendor/govuk-frontend-6.3.0/js/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const component of [CharacterCount, Checkboxes, ErrorSummary, ExitThisPage, SkipLink]) {
  createAll(component);
}
// A link may carry a code behind its #, which browsers send to nobody; it does not stay there.
const code = document.querySelector("[data-code]");
if (code && /^#[a-z0-9-]{5,100}$/.test(location.hash)) {
  code.value = location.hash.slice(1).replaceAll("-", " ");
  history.replaceState(null, "", location.pathname + location.search);
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
const listen = document.querySelector("[data-listen]");
if (listen && window.speechSynthesis) {
  import(listen.dataset.listen).then((module) => module.offerListening(listen));
}
