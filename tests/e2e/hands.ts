/** The hands of tests that drive engines by scripts. */

/** Clicks and types as the page's own scripts can, since every engine lets them. */
export const HANDS = `
  const until = async (what, look) => {
    for (let tries = 0; tries < 600; tries++) {
      const found = look();
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('waited in vain for ' + what);
  };
  const nameOf = (b) => b.getAttribute('aria-label') ?? b.innerText.trim();
  const button = (label) => until(label, () =>
    [...document.querySelectorAll('button')].find((b) => nameOf(b) === label));
  const digest = () => faultline.result?.digest;
`;
