// Takes answers to sends out of what a broker wrote, by looking for the few values that a send needs.

const TYPE_JSON = 0;

/**
 * @param settle - gets correlation id and result of each whole answer
 * @returns the bytes of an answer that is not whole yet, if there are any
 */
export function eachAnswer(bytes, settle) {
  let at = 0;
  while (bytes.length - at >= 8) {
    const end = at + 4 + bytes.readInt32BE(at);
    if (end > bytes.length) break;
    if (bytes[at + 4] !== TYPE_JSON) throw new Error('a 5.x broker answers with JSON headers');
    const text = bytes.latin1Slice(at + 8, at + 8 + bytes.readUIntBE(at + 5, 3));
    settle(numberBehind(text, '"opaque":'), {
      code: numberBehind(text, '"code":'),
      msgId: textBehind(text, '"msgId":"'),
      queueId: Number(textBehind(text, '"queueId":"')),
      queueOffset: Number(textBehind(text, '"queueOffset":"')),
    });
    at = end;
  }
  return at < bytes.length ? bytes.subarray(at) : undefined;
}

function numberBehind(text, name) {
  const at = text.indexOf(name) + name.length;
  return Number.parseInt(text.slice(at), 10);
}

function textBehind(text, name) {
  const at = text.indexOf(name);
  if (at < 0) return '';
  const start = at + name.length;
  return text.slice(start, text.indexOf('"', start));
}
