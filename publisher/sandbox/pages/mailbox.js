// The frame as high as its mail, so that nobody scrolls within a scroll. Without it the frame scrolls by itself.
const frame = document.querySelector("iframe");
const fit = () => {
  const page = frame.contentDocument?.documentElement;
  if (page) frame.style.height = `${page.scrollHeight}px`;
};
frame?.addEventListener("load", () => {
  fit();
  new ResizeObserver(fit).observe(frame.contentDocument.body);
});
