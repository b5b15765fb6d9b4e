/** Tests of the command line. */
@NullMarked
package org.sallyport.proxy.cli;

import org.jspecify.annotations.NullMarked;
