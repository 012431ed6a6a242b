// node in_pyodide.mjs CORE FILE.py CODE [HOST_FOLDER=MOUNT_POINT …]
// Runs FILE.py, then CODE (which may await), in the Pyodide of folder CORE and writes the value of CODE.
import fs from "node:fs";
import { pathToFileURL } from "node:url";

const [core, file, code, ...mounts] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${core}/pyodide.mjs`).href);
globalThis.XMLHttpRequest ??= class {}; // panel.io.pyodide imports the name
const python = await loadPyodide({
  indexURL: core,
  env: { HOME: "/home/pyodide", PYTHONNODEBUGRANGES: "1", PYTHONHASHSEED: "0", PANEL_CDN_ROOT: "./pn/" },
});
for (const mount of mounts) {
  const at = mount.lastIndexOf("=");
  python.FS.mkdirTree(mount.slice(at + 1));
  python.FS.mount(python.FS.filesystems.NODEFS, { root: mount.slice(0, at) }, mount.slice(at + 1));
}
try {
  await python.runPythonAsync(fs.readFileSync(file, "utf8"));
  process.stdout.write(String(await python.runPythonAsync(code)), () => process.exit(0));
} catch (error) {
  process.stderr.write(error.message, () => process.exit(1)); // Python's traceback
}
