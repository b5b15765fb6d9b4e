/**
 * Writes firewall rules that hand clients' connections to the transparent entry: text out, nothing is run. What is written is
 * loaded by root, so whatever comes from outside is checked before it gets here.
 */
@NullMarked
package org.sallyport.proxy.rules;

import org.jspecify.annotations.NullMarked;
