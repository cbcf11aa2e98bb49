'use strict';
// Asks which making is shown; the answer waits until it is another one.
const frame = document.querySelector('iframe');
frame.addEventListener('load', () => { document.title = frame.contentDocument.title; });
let known = 0;
async function look() {
  try {
    const answer = await fetch(`state?after=${known}`);
    const now = Number(await answer.text());
    if (answer.ok && now !== known) {
      if (known !== 0) frame.contentWindow.location.reload();
      known = now;
    }
  } catch {
    // The program has ended, or is started again.
    await new Promise((done) => setTimeout(done, 500));
  }
  look();
}
look();
