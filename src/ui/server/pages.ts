/** The pages that are no script: what the script is put into, what leads there, and what somebody sees who has no key. */

const HEAD = `<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">`;

/** The script makes the rest. */
export const SHELL_PAGE = `<!doctype html>
<html lang="en">
<head>
${HEAD}
<title>kerio-exit</title>
<link rel="stylesheet" href="/ui.css">
<script type="module" src="/ui.js"></script>
</head>
<body>
<div id="app"></div>
<noscript>This page needs its script. The same is done on a terminal: kerio-exit --help.</noscript>
</body>
</html>
`;

/** Without a key. */
export const LOCKED_PAGE = `<!doctype html>
<html lang="en">
<head>
${HEAD}
<title>kerio-exit</title>
</head>
<body>
<h1>This page opens by its own address</h1>
<p>The address that kerio-exit printed works once. Press Enter in the terminal where it runs: it prints another.</p>
</body>
</html>
`;

/** Leads on, from this machine's own address. */
export const ENTERED_PAGE = `<!doctype html>
<html lang="en">
<head>
${HEAD}
<meta http-equiv="refresh" content="0;url=/">
<title>kerio-exit</title>
</head>
<body>
<p><a href="/">kerio-exit</a></p>
</body>
</html>
`;
