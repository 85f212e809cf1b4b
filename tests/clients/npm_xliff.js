// Reads XLIFF files with the npm package "xliff" and prints what it understood, one JSON object a file.
//   NODE_PATH=FOLDER/node_modules node npm_xliff.js FILE...
const fs = require('fs');
const xliff = require('xliff');

(async () => {
  for (const file of process.argv.slice(2)) {
    try {
      const text = fs.readFileSync(file, 'utf8');
      const read = text.includes('document:1.2') ? xliff.xliff12ToJs : xliff.xliff2js;
      console.log(JSON.stringify({ file, content: await read(text) }));
    } catch (error) {
      console.log(JSON.stringify({ file, error: String(error.message) }));
    }
  }
})();
