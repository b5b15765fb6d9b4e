/** Tests of the configuration, and of its documentation. */
@NullMarked
package org.sallyport.proxy.config;

import org.jspecify.annotations.NullMarked;
