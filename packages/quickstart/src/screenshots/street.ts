/**
 * A photograph that nobody took: a street in the evening, and one of its lamps is out. Drawn, so that
 * the pictures of our pages show a picture, and nobody's rights are touched.
 */
export const STREET = `<!doctype html><meta charset="utf-8"><style>body{margin:0}</style>
<svg xmlns="http://www.w3.org/2000/svg" width="960" height="640" viewBox="0 0 960 640">
<defs>
  <linearGradient id="sky" x1="0" y1="0" x2="0" y2=".66">
    <stop offset="0" stop-color="#16223f"/><stop offset=".55" stop-color="#3d4a72"/>
    <stop offset=".85" stop-color="#b07a6b"/><stop offset="1" stop-color="#e2a674"/>
  </linearGradient>
  <linearGradient id="road" x1="0" y1="0" x2="0" y2="1">
    <stop offset="0" stop-color="#4b4c58"/><stop offset="1" stop-color="#1b1d26"/>
  </linearGradient>
  <linearGradient id="pavement" x1="0" y1="0" x2="0" y2="1">
    <stop offset="0" stop-color="#6b655f"/><stop offset="1" stop-color="#332f30"/>
  </linearGradient>
  <radialGradient id="glow"><stop offset="0" stop-color="#ffe9b0" stop-opacity=".95"/>
    <stop offset=".18" stop-color="#ffd27a" stop-opacity=".55"/>
    <stop offset="1" stop-color="#ffb347" stop-opacity="0"/></radialGradient>
  <radialGradient id="pool"><stop offset="0" stop-color="#ffd899" stop-opacity=".5"/>
    <stop offset="1" stop-color="#ffb347" stop-opacity="0"/></radialGradient>
  <radialGradient id="edge" cx=".5" cy=".45" r=".75"><stop offset=".55" stop-opacity="0"/>
    <stop offset="1" stop-opacity=".55"/></radialGradient>
  <filter id="soft"><feGaussianBlur stdDeviation="1.1"/></filter>
  <filter id="far"><feGaussianBlur stdDeviation="3"/></filter>
  <g id="lamp"><path d="M0 0V-250Q0-286 30-290H62" fill="none" stroke="#14161d" stroke-width="8"/>
    <path d="M52-296h44l10 16H44z" fill="#14161d"/><rect x="-9" y="-26" width="18" height="28" rx="3" fill="#14161d"/></g>
  <g id="house"><path d="M0 0V-170L75-232 150-170V0z"/></g>
</defs>
<rect width="960" height="640" fill="url(#sky)"/>
<g filter="url(#far)" fill="#f0b27c" opacity=".5"><ellipse cx="600" cy="250" rx="230" ry="10"/><ellipse cx="420" cy="214" rx="170" ry="7"/></g>
<g filter="url(#far)" fill="#2a2f4a"><use href="#house" x="395" y="400" /><path d="M520 400v-96h60v-30h44v126zM330 400v-70l40-30 40 30v70z"/></g>
<g filter="url(#soft)">
  <g fill="#20222f"><path d="M0 470V128l92-64 96 66v310z"/><path d="M188 440V196l66-50 70 52v216z"/>
    <path d="M960 486V96l-116 56v310z"/><path d="M844 462V214l-82-58-74 58v200z"/></g>
  <g fill="#171922"><path d="M0 128l92-64 96 66-10 8-86-58-92 62zM188 196l66-50 70 52-9 7-61-44-66 44zM688 214l74-58 82 58-8 8-74-50-66 50z"/></g>
  <g fill="#ffcf7d"><rect x="34" y="196" width="34" height="48"/><rect x="222" y="250" width="24" height="36"/><rect x="268" y="250" width="24" height="36" opacity=".75"/>
    <rect x="884" y="226" width="32" height="52"/><rect x="728" y="262" width="26" height="38" opacity=".85"/></g>
  <g fill="#343848"><rect x="108" y="196" width="34" height="48"/><rect x="34" y="300" width="34" height="48"/><rect x="108" y="300" width="34" height="48"/>
    <rect x="222" y="330" width="24" height="36"/><rect x="268" y="330" width="24" height="36"/><rect x="786" y="262" width="26" height="38"/>
    <rect x="728" y="344" width="26" height="38"/><rect x="786" y="344" width="26" height="38"/><rect x="884" y="322" width="32" height="52"/></g>
  <g stroke="#171922" stroke-width="2.5"><path d="M51 196v48M125 196v48M234 250v36M280 250v36M900 226v52M741 262v38"/></g>
  <path d="M0 640V452L324 408h364l272 64v168z" fill="url(#pavement)"/>
  <path d="M70 640L440 402h82l300 238z" fill="url(#road)"/>
  <path d="M476 410l-4 18h10l-2-18zM470 448l-8 42h20l-4-42zM456 520l-18 120h54l-14-120z" fill="#d8d3c6" opacity=".55"/>
  <path d="M0 566L436 404l4-2L70 640H0z" fill="#000" opacity=".18"/>
</g>
<ellipse cx="565" cy="440" rx="120" ry="22" fill="url(#pool)"/>
<g transform="translate(530 428) scale(.5)"><use href="#lamp"/></g>
<circle cx="569" cy="286" r="92" fill="url(#glow)"/><circle cx="569" cy="288" r="7" fill="#fff3d0"/>
<g transform="translate(452 408) scale(.28)"><use href="#lamp"/></g>
<circle cx="474" cy="328" r="42" fill="url(#glow)"/>
<g filter="url(#soft)"><g transform="translate(236 560) scale(1.42)"><use href="#lamp"/>
  <path d="M50-280h50l-4 9H56z" fill="#3c4150"/></g></g>
<rect width="960" height="640" fill="url(#edge)"/>
</svg>`
