/** Return a text without accents and case, so that "dvorak" finds "Dvořák". */
export const searchKey = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
