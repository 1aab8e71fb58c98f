// Says two minutes before a session runs out, in a polite live region; the note is there without it.
const note = document.querySelector("[data-minutes-left]");
const minutes = Number(note?.dataset.minutesLeft);

if (note && minutes > 0) {
  const warnAfter = Math.max(minutes - 2, 0) * 60_000;
  setTimeout(() => {
    note.classList.add("rel-session--soon");
    note.textContent = note.dataset.soon;
  }, warnAfter);
}
