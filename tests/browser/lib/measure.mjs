/** Measurements inside a page. */

/**
 * The colours that text of an element has and stands on, as sRGB from 0 to 255, and their contrast after WCAG 2.
 *
 * @param {import('playwright-core').Locator} element
 * @returns {Promise<{ink: number[], paper: number[], contrast: number, lightness: number}>}
 */
export function colours(element) {
  return element.evaluate((node) => {
    const context = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d');
    /** Any notation of CSS to channels: the canvas paints it. */
    const channels = (colour) => {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      return [...context.getImageData(0, 0, 1, 1).data];
    };
    let behind = [0, 0, 0, 0];
    for (let at = node; at && behind[3] === 0; at = at.parentElement) behind = channels(getComputedStyle(at).backgroundColor);
    if (behind[3] === 0) behind = channels('Canvas');
    const luminance = ([r, g, b]) => {
      const linear = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
      return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    };
    const ink = channels(getComputedStyle(node).color);
    const [bright, dim] = [luminance(ink), luminance(behind)].sort((a, b) => b - a);
    return { ink: ink.slice(0, 3), paper: behind.slice(0, 3), contrast: (bright + 0.05) / (dim + 0.05), lightness: luminance(behind) };
  });
}

/** How an element stands out: the properties by which a target may be marked. */
export function look(element) {
  return element.evaluate((node) => {
    const { backgroundColor, backgroundImage, outlineStyle, boxShadow, borderColor, color, fontWeight } = getComputedStyle(node);
    return [backgroundColor, backgroundImage, outlineStyle, boxShadow, borderColor, color, fontWeight].join(' | ');
  });
}

/** Whether some of an element is within the window. */
export function inView(element) {
  return element.evaluate((node) => {
    const { top, bottom, height } = node.getBoundingClientRect();
    return height > 0 && bottom > 0 && top < innerHeight;
  });
}

/**
 * Waits until a question has the answer that is meant, and fails with the last answer if it never does.
 *
 * @template T
 * @param {() => Promise<T>} ask
 * @param {(answer: T) => boolean} enough
 * @param {string} meaning what was waited for
 * @returns {Promise<T>}
 */
export async function until(ask, enough, meaning, patience = 10_000) {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (enough(answer)) return answer;
    if (Date.now() > end) throw new Error(`${meaning}: still ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
