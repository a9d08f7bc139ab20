const LONGEST_SIDE = 1280;
// The first that makes the photo small enough; leaves and gravel take more than a wall (characters).
const QUALITIES = [0.8, 0.6, 0.4];
const SMALL_ENOUGH = 400000;

/**
 * Make a phone's photo small enough for a weak network: some 5 MB become some 200 kB.
 *
 * @param {Blob} file
 * @returns {Promise<string>} JPEG in base64, without a prefix
 * @throws {Error} the file is no picture that the browser can read
 */
export async function shrinkPhoto(file) {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    let text;
    for (const quality of QUALITIES) {
        text = canvas.toDataURL("image/jpeg", quality).split(",")[1];
        if (text.length <= SMALL_ENOUGH) {
            break;
        }
    }
    return text;
}
