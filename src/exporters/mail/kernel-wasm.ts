/**
 * `kernel.wat`, assembled, in base64. A test assembles the text again and compares. To renew it after a change, print it
 * with the assembler of the development dependencies:
 *
 *   node -e "import('wabt').then(async (wabt) => console.log(Buffer.from((await wabt.default()).parseWat('kernel.wat',
 *   fs.readFileSync('src/exporters/mail/kernel.wat', 'utf8'), { simd: true }).toBinary({}).buffer).toString('base64')))"
 */
export const KERNEL_WASM =
  'AGFzbQEAAAABDwJgBH9/f38Bf2ACf38BfwIRAQVhcmVuYQZtZW1vcnkCAAEDAwIAAQcbAgdjb252ZXJ0AAANYmFyZUxpbmVGZWVkcwABCtADAtkCAwF/AXsCf0EEKAIAIQcCQANAIAcEQANAIAAgAU8NAyAALQAAQT5GBEAgAkE+OgAAIABBAWohACACQQFqIQIMAQsLIAAtAABBxgBGBEAgAEEFaiABTQRAIAAoAgBBxuS96wZGIAAtAARBIEZxBEAgAkE+OgAAIAJBAWohAgsFIANFDQQLC0EAIQcLA0AgACABTw0CIABBEGogAU0EQCAA/QAEACEFIAIgBf0LBAAgBUEN/Q/9IyAFQQr9D/0j/VD9ZCEGIAZFBEAgAEEQaiEAIAJBEGohAgwCCyAGaCEEIAAgBGohACACIARqIQILIAAtAAAhBCAEQQ1GBEAgAEEBaiABSQRAIAAtAAFBCkYEQCAAQQFqIQBBCiEECwUgA0UNBAsLIAIgBDoAACAAQQFqIQAgAkEBaiECIARBCkYhByAHDQEMAAsLC0EAIAA2AgBBBCAHNgIAIAILcwEBfwJAA0AgAEEQaiABSw0BIAIgAP0ABABBCv0P/SMgAEEBa/0ABABBDf0P/SP9T/1kaWohAiAAQRBqIQAMAAsLAkADQCAAIAFPDQEgAiAALQAAQQpGIABBAWstAABBDUdxaiECIABBAWohAAwACwsgAgs=';
