/**
 * What protocols made of HTTP messages have in common: bodies of {@linkplain org.sallyport.protocols.web.XmlReader XML}, the
 * {@linkplain org.sallyport.protocols.web.MimeText mail-like texts} in them, and {@linkplain org.sallyport.protocols.web.Turns
 * whose turn it is} to be answered.
 */
@NullMarked
package org.sallyport.protocols.web;

import org.jspecify.annotations.NullMarked;
