/** Tests of what the gateway tells machines about itself. */
@NullMarked
package org.sallyport.proxy.health;

import org.jspecify.annotations.NullMarked;
