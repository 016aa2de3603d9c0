export const STYLE = `
:root { color-scheme: light dark; --edge: #8886; --stop: #b3261e; --ink: #fff; }
* { box-sizing: border-box; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1rem; max-width: 46rem; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.1rem; margin-top: 2rem; } h3 { font-size: 1rem; margin: 0; }
code { font-size: 1.05em; letter-spacing: .02em; }
form { display: inline; }
button { font: inherit; min-height: 2.75rem; padding: .4rem 1rem; border-radius: .5rem; border: 1px solid var(--edge); cursor: pointer; }
button.stop { background: var(--stop); color: var(--ink); border: 0; font-weight: 700; font-size: 1.25rem; width: 100%; min-height: 4rem; }
button:focus-visible, input:focus-visible, select:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
label { display: block; margin-top: .8rem; }
input, select { font: inherit; width: 100%; min-height: 2.75rem; padding: .3rem .6rem; }
article { border: 1px solid var(--edge); border-radius: .6rem; padding: .8rem 1rem; margin: .8rem 0; }
.row { display: flex; flex-wrap: wrap; gap: .5rem; margin: .6rem 0; }
.note { border-left: .3rem solid var(--edge); padding-left: .8rem; }
.watched { border-left: .4rem solid var(--stop); }
.fault { color: var(--stop); font-weight: 600; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; } td, th { text-align: left; padding: .2rem .5rem .2rem 0; vertical-align: top; }
`;
