/**
 * A photo small enough for a weak network.
 *
 * @param {Blob} file
 * @param {number} side longest side in pixels
 * @returns {Promise<string>} data URL of a JPEG
 */
export async function resizeImage(file, side) {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return canvas.toDataURL("image/jpeg", 0.8);
}
