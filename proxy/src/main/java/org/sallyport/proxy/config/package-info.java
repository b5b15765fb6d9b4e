/** The configuration: one YAML document, read into validated records; every key, default and bound is declared where it is read. */
@NullMarked
package org.sallyport.proxy.config;

import org.jspecify.annotations.NullMarked;
