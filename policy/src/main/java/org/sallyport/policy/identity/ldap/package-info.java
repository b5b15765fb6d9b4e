/** The directory, by LDAP. UnboundID types stay in here. */
@NullMarked
package org.sallyport.policy.identity.ldap;

import org.jspecify.annotations.NullMarked;
