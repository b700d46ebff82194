/** Names out of files where markup is made of them. */
import { printable } from '../words/lines.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** As text or an attribute of XML; what XML forbids is written out first. */
export const inXml = (text: string): string => printable(text).replaceAll(/[&<>"']/g, (c) => ENTITIES[c])

/**
 * As text of an HTML-like label of Graphviz, which has XML's entities and takes a backslash besides, even one that is
 * written as an entity, for the beginning of an escape: `\N` is the node's name.
 */
export const inLabel = (text: string): string => inXml(text).replaceAll('\\', '\\\\')
