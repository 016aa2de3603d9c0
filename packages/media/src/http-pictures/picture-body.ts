/** What an answer turned out to be. */
export type PictureBody =
  | { readonly kind: 'snapshot' }
  | { readonly kind: 'multipart'; readonly boundary: string };

/** Undefined when it carries no pictures. */
export function pictureBody(contentType: string | undefined): PictureBody | undefined {
  const [type = '', ...rest] = (contentType ?? '').split(';');
  if (/^\s*image\/(jpeg|jpg|pjpeg)\s*$/i.test(type)) return { kind: 'snapshot' };
  const boundary = /^\s*boundary\s*=\s*(.+?)\s*$/i;
  const found = rest.map((parameter) => boundary.exec(parameter)?.[1]).find((text) => text !== undefined);
  const mixed = /^\s*multipart\/(x-mixed-replace|mixed)\s*$/i.test(type);
  return mixed && found !== undefined ? { kind: 'multipart', boundary: found } : undefined;
}
