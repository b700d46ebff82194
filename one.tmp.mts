import { build } from 'esbuild'
for (const [d,o] of [['dA',{charset:'ascii'}],['dB',{charset:'ascii',minifyWhitespace:true,minifySyntax:true}],['dC',{charset:'ascii',minify:true}]] as any)
 await build({ entryPoints:['dist1/cli.js'], bundle:true, splitting:true, format:'esm', platform:'node', target:'node20.19', outdir:d, packages:'external', logLevel:'error', ...o })
