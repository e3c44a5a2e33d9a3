/** Where the browser of the tests is: CHROMIUM, or Debian's. */
export const chromium: string = process.env.CHROMIUM ?? "/usr/bin/chromium";
