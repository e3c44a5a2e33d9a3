/** The logo: three training runs and, below them, the straight line that they all obey. */
export const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<rect width="64" height="64" rx="12" fill="#17324d"/>
<g fill="none" stroke-linecap="round" stroke-linejoin="round">
<path d="M10 10C11 24 14 27 30 29" stroke="#7fb2e5" stroke-width="3.5"/>
<path d="M18 10C20 31 25 36 42 38" stroke="#9fd8c4" stroke-width="3.5"/>
<path d="M28 10C31 39 37 45 54 47" stroke="#f4d58d" stroke-width="3.5"/>
<path d="M10 24L54 55" stroke="#f2786b" stroke-width="4.5"/>
</g>
</svg>
`;
