/** Who is at which of the clients' addresses. */
@NullMarked
package org.sallyport.policy.identity.address;

import org.jspecify.annotations.NullMarked;
