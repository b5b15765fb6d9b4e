/** Screen names bound to people by registration, by hand and by file. */
@NullMarked
package org.sallyport.policy.identity.binding;

import org.jspecify.annotations.NullMarked;
