// Non-negative whole numbers with the methods that the pools and base58-native call.
function bignum(value, base) {
  if (!(this instanceof bignum)) return new bignum(value, base);
  if (value instanceof bignum) this.value = value.value;
  else if (typeof value === "string" && base === 16) this.value = BigInt(`0x${value}`);
  else this.value = BigInt(value);
}

const big = (value) => bignum(value).value;

bignum.fromBuffer = (bytes, { endian = "big" } = {}) => {
  const ordered = Buffer.from(bytes);
  if (endian === "little") ordered.reverse();
  return bignum(ordered.toString("hex") || "0", 16);
};

bignum.prototype = {
  add(other) {
    return bignum(this.value + big(other));
  },
  mul(other) {
    return bignum(this.value * big(other));
  },
  div(other) {
    return bignum(this.value / big(other));
  },
  mod(other) {
    return bignum(this.value % big(other));
  },
  pow(other) {
    return bignum(this.value ** big(other));
  },
  gt(other) {
    return this.value > big(other);
  },
  ge(other) {
    return this.value >= big(other);
  },
  toNumber() {
    return Number(this.value);
  },
  toBuffer() {
    const hex = this.value.toString(16);
    return Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
  },
  toString(base) {
    return this.value.toString(base);
  },
};

module.exports = bignum;
