import { numberCells, ON_PAPER, screenCells, shortCells } from './table.js';

/** The look of the page: light, dark, narrow and on paper. No style is set anywhere else. */
export const style = `
:root{color-scheme:light dark;--paper:#fbfbfa;--card:#fff;--ink:#1d2329;--quiet:#5b6670;--line:#dfe3e6;--accent:#1f6f8b;--soft:#e8f1f4;--good:#1c7a4a;--good-soft:#e6f4ec;--warn:#9a4f00;--warn-soft:#fdf0df;--code:#f2f4f5}
@media (prefers-color-scheme:dark){:root{--paper:#14181c;--card:#1b2126;--ink:#e4e8eb;--quiet:#9aa6b0;--line:#323b43;--accent:#67b3cd;--soft:#20323a;--good:#6cc796;--good-soft:#17301f;--warn:#f0ac5f;--warn-soft:#38280f;--code:#20272d}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0;overflow-wrap:break-word;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main,header,footer{max-width:84rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.5rem}
.brand{margin:0 0 .6rem;color:var(--quiet);font-size:.875rem;letter-spacing:.02em}
h1{font-size:clamp(1.5rem,4.2vw,2.15rem);line-height:1.2;letter-spacing:-.015em;margin:.5rem 0 .6rem;text-wrap:balance}
h2{font-size:1.3rem;line-height:1.3;margin:0 0 .9rem}
h3{font-size:1.05rem;margin:0}
h4{font-size:1rem;margin:0 0 .25rem}
p{margin:.35rem 0 .7rem;max-width:48rem}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.4rem .8rem}
.verdict{border:1px solid var(--line);border-left:.35rem solid var(--quiet);border-radius:.5rem;background:var(--card);padding:1.1rem 1.4rem 1rem}
.verdict.good{border-left-color:var(--good)}
.verdict.attention{border-left-color:var(--warn)}
.verdict p{margin:.2rem 0;max-width:62rem}
.mark{display:inline-block;border-radius:99px;padding:.1rem .7rem;font-size:.85rem;font-weight:600;background:var(--code);color:var(--quiet)}
.good .mark{background:var(--good-soft);color:var(--good)}
.attention .mark{background:var(--warn-soft);color:var(--warn)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.2rem,1fr));gap:.75rem;margin:1rem 0;padding:0}
.tiles div{border:1px solid var(--line);border-radius:.5rem;background:var(--card);padding:.7rem 1rem}
.tiles dt{color:var(--quiet);font-size:.85rem}
.tiles dd{margin:0;font-size:1.45rem;font-weight:600;font-variant-numeric:tabular-nums;letter-spacing:-.01em}
.tiles .warn dd{color:var(--warn)}
.sum{max-width:none;margin:-.4rem 0 .8rem;color:var(--quiet);font-size:.85rem}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1.25rem;margin:1rem 0;font-size:.92rem}
.facts dt{color:var(--quiet)}
.facts dd{margin:0;overflow-wrap:anywhere}
nav{margin:1.25rem 0 0;font-size:.92rem}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin:0;padding:0;list-style:none}
section{border-top:1px solid var(--line);margin-top:2.2rem;padding-top:1.8rem}
.guide{border:1px solid var(--line);border-radius:.5rem;background:var(--card);padding:.8rem 1.2rem;margin-bottom:.75rem}
.guide summary h3,.guide summary h4{display:inline}
.guide .guide{margin:.75rem 0 0}
.guide ol{padding-left:1.3rem;margin:1rem 0 .3rem}
.guide li{margin-bottom:.45rem}
.guide li details[open]{padding-bottom:.5rem}
.guide li{position:relative}
.guide ol{list-style-position:outside}
.done{position:absolute;left:0;top:.3rem;width:1rem;height:1rem;accent-color:var(--good)}
.guide li>details{padding-left:1.6rem}
.copy{float:right;font:inherit;font-size:.85rem;color:var(--accent);background:var(--card);border:1px solid var(--line);border-radius:.35rem;padding:.15rem .6rem;cursor:pointer;margin:0 0 .2rem .5rem}
.fold>summary{color:var(--quiet)}
.limits{color:var(--warn);padding-left:1.1rem;margin:.3rem 0}
.guide .limits li{margin:0}
pre{background:var(--code);border-radius:.4rem;padding:.6rem .85rem;margin:.4rem 0;font-size:.85rem;line-height:1.5;width:max-content;min-width:100%}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.charts{columns:23rem 2;column-gap:1rem}
figure{break-inside:avoid;margin:0 0 1rem;border:1px solid var(--line);border-radius:.5rem;background:var(--card);padding:1rem 1.2rem .8rem}
figcaption{font-weight:600;margin-bottom:.6rem}
svg{display:block;width:100%;height:auto;max-width:36rem;overflow:visible}
svg text{font-size:11.5px;fill:var(--ink);font-variant-numeric:tabular-nums}
.name{text-anchor:end}
.middle,.figure,.limit-name{text-anchor:middle}
svg .figure{font-size:10px;fill:var(--quiet)}
svg .quiet{fill:var(--quiet)}
svg .middle{font-size:10.5px}
.bar{fill:var(--accent)}
.axis{stroke:var(--line)}
.limit{stroke:var(--warn);stroke-dasharray:4 3;fill:none}
svg .limit-name{font-size:10.5px;fill:var(--warn)}
.note{font-size:.88rem;color:var(--quiet);margin:.6rem 0 0}
.note ul{margin:.2rem 0;padding-left:1.1rem}
figure details{margin-top:.6rem;font-size:.88rem;color:var(--quiet)}
figure table{margin-top:.4rem}
summary{cursor:pointer}
.table{margin:1rem 0 1.6rem}
.wide{overflow-x:auto}
.table .wide{border:1px solid var(--line);border-radius:.5rem;background:var(--card);max-height:38rem;overflow-y:auto}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
.table table{width:max-content;min-width:100%}
caption{text-align:left;font-weight:600;padding:.7rem .8rem .5rem}
th,td{text-align:left;vertical-align:top;padding:.32rem .7rem;font-weight:400}
td,tbody th{border-top:1px solid var(--line)}
.table td,.table tbody th{overflow-wrap:break-word;max-width:28rem}
.table tbody th{max-width:18rem}
thead th{font-weight:600;font-size:.82rem;color:var(--quiet);vertical-align:bottom}
.table thead th{position:sticky;top:0;background:var(--card);box-shadow:0 1px 0 var(--line)}
th.n{text-align:right}
td.n,${numberCells}{text-align:right;white-space:nowrap}
${shortCells}{white-space:nowrap}
th button{all:unset;cursor:pointer;font:inherit;color:inherit}
th button:hover{color:var(--accent)}
th button:focus-visible{outline:2px solid var(--accent);outline-offset:3px}
th button{position:relative;display:inline-block;padding-right:.9em}
th.n button{padding:0 0 0 .9em}
th button::after{position:absolute;right:0;bottom:0;width:.9em;text-align:center}
th.n button::after{right:auto;left:0}
th[aria-sort] button{color:var(--ink)}
th[aria-sort=ascending] button::after{content:"↑"}
th[aria-sort=descending] button::after{content:"↓"}
tbody tr:hover{background:var(--soft)}
.filters{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end;margin-bottom:.6rem;font-size:.88rem}
.filters label{display:block;color:var(--quiet)}
.filters input,.filters select{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:.35rem;padding:.3rem .5rem;width:13rem;max-width:100%;height:2.3rem}
.filters p{margin:.3rem 0;color:var(--quiet)}
code.option{white-space:nowrap;background:none;padding:0}
.paper{display:none}
.rest,.paper{font-size:.9rem;color:var(--quiet)}
.problems{padding-left:1.2rem}
.problems li{overflow-wrap:anywhere}
.tag{white-space:nowrap;border-radius:.3rem;padding:0 .45rem;background:var(--code);color:var(--quiet)}
.tag.wrap{white-space:normal}
.tag.bad{background:var(--warn-soft);color:var(--warn)}
main.sheet,header.sheet,footer.sheet{max-width:56rem}
.sheet h1{font-size:1.6rem}
.sheet section{margin-top:1.2rem;padding-top:1rem}
.ticks{list-style:none;margin:0;padding:0}
.ticks>li{display:flex;gap:.8rem;padding:.55rem 0;border-bottom:1px solid var(--line)}
.ticks .done{position:static;flex:none;width:1.15rem;height:1.15rem;margin:.2rem 0 0}
.ticks .what{flex:1;min-width:0}
.ticks label{font-weight:600}
.ticks p,.ticks ul{margin:.15rem 0;max-width:none;font-size:.92rem;overflow-wrap:anywhere}
.ticks ul{padding-left:1.1rem}
.ticks .commands{list-style:none;padding:0}
.ticks code{overflow-wrap:anywhere;font-size:.85em;background:var(--code);padding:.05rem .3rem;border-radius:.25rem}
.ticks .when{flex:none;width:7.5rem;align-self:end;border-top:1px dotted var(--quiet);color:var(--quiet);font-size:.72rem}
footer{border-top:1px solid var(--line);margin-top:2.5rem;padding-top:1rem;padding-bottom:3rem;color:var(--quiet);font-size:.88rem}
[hidden]{display:none}
td small{display:block;color:var(--quiet);font-size:.85em}
@media (min-width:60rem){.table table{width:100%}.table td,.table tbody th{overflow-wrap:anywhere;max-width:none}.table td,.table th{padding-left:.5rem;padding-right:.5rem}.table tbody th{min-width:11rem}#questions tbody th{min-width:17rem}#map tbody th{width:24%}#map td:nth-child(2){width:17%}#map td:nth-child(4){width:26%}}
@media (min-width:40rem){svg text{font-size:10.2px}svg .figure,svg .middle,svg .limit-name{font-size:9.4px}}
@media (max-width:40rem){body{font-size:15px}main,header,footer{padding-left:.9rem;padding-right:.9rem}header{padding-top:1.2rem}.verdict,figure,.guide{padding-left:1rem;padding-right:1rem}.facts{grid-template-columns:1fr}.facts dd{margin-bottom:.35rem}.filters div{flex:1 1 9rem}.filters input,.filters select{width:100%}.table td,.table tbody th{max-width:16rem}th,td{padding-left:.6rem;padding-right:.6rem}}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media print{html{font-size:12.5px}:root{color-scheme:light;--paper:#fff;--card:#fff;--ink:#000;--quiet:#444;--line:#bbb;--accent:#1f6f8b;--soft:#fff;--good:#1c7a4a;--good-soft:#fff;--warn:#8a4600;--warn-soft:#fff;--code:#f4f4f4}body{font-size:9.5pt}main,header,footer{max-width:none;padding-left:0;padding-right:0}.table table{width:100%;font-size:8pt}.table td,.table th{padding:.2rem .3rem}thead th{font-size:7.5pt}th button{display:contents}th button::after{content:none!important}td small{display:none}#map tbody th{width:20%}#map td:nth-child(2){width:19%;min-width:34mm}#map td:nth-child(4){width:19%}#map td:last-child{min-width:30mm}.ticks>li{break-inside:avoid}caption{break-after:avoid}.tag{white-space:normal;overflow-wrap:normal;padding:0}nav,.filters,.skip,.copy,figure details:not([open]){display:none}.table .wide,.wide{max-height:none;overflow:visible}.table thead th{position:static}figure,.verdict,tr,.tiles div{break-inside:avoid}pre{white-space:pre-wrap;width:auto}h2,h3,h4{break-after:avoid}.charts{columns:2}.table tbody th,.table td{overflow-wrap:anywhere;max-width:none}.table tbody th{min-width:28mm}#questions tbody th,#items tbody th{min-width:50mm}#items td:nth-child(2){min-width:19mm}.table td,.table th{line-height:1.35}${screenCells}{display:none}}
@media print{@supports selector(:nth-child(1 of p)){.long tbody tr:nth-child(n+${ON_PAPER + 1} of :not([hidden])){display:none}.long .paper{display:block}}}
`;
