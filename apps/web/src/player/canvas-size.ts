export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The largest size with the picture's shape inside `box`, never larger than the picture; whole pixels, at least one. */
export function canvasSize(picture: Size, box: Size): Size {
  const scale = Math.min(1, box.width / picture.width, box.height / picture.height);
  return {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  };
}
