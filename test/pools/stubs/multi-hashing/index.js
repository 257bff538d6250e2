const { createHash } = require("node:crypto");
const sha256 = (bytes) => createHash("sha256").update(bytes).digest();
module.exports = { sha256d: (bytes) => sha256(sha256(bytes)) };
