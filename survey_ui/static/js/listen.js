// Reads a page out with the browser's own voice, where it has one for the page's language. Nothing
// is sent anywhere: only voices that live on the device are used.
const synthesis = window.speechSynthesis;
const language = document.documentElement.lang.split("-")[0];
const SPOKEN = "h1, h2, legend, p, li, label, summary";

function voice() {
  return synthesis
    .getVoices()
    .find((each) => each.localService && each.lang.toLowerCase().split(/[-_]/)[0] === language);
}

function sentences() {
  const main = document.querySelector("main");
  return [...main.querySelectorAll(SPOKEN)]
    .filter((each) => each.checkVisibility?.() ?? each.offsetParent)
    .filter((each) => !each.parentElement.closest(SPOKEN) && !each.closest("[lang]:not(html)"))
    .map((each) => each.innerText.trim())
    .filter(Boolean);
}

function stop(button) {
  synthesis.cancel();
  button.textContent = button.dataset.start;
  button.setAttribute("aria-pressed", "false");
}

function start(button) {
  synthesis.cancel();
  const parts = sentences().map((text) => new SpeechSynthesisUtterance(text));
  for (const part of parts) {
    part.voice = voice();
    part.lang = part.voice.lang;
    part.rate = 0.9; // a little slower than people talk
    synthesis.speak(part);
  }
  parts.at(-1)?.addEventListener("end", () => stop(button));
  button.textContent = button.dataset.stop;
  button.setAttribute("aria-pressed", "true");
}

/** Shows the button as soon as the browser has a voice for this page. */
export function offerListening(button) {
  const offer = () => {
    button.hidden = !voice();
  };
  button.dataset.start = button.textContent;
  button.addEventListener("click", () => (synthesis.speaking ? stop(button) : start(button)));
  window.addEventListener("pagehide", () => synthesis.cancel());
  synthesis.addEventListener?.("voiceschanged", offer);
  offer();
}
