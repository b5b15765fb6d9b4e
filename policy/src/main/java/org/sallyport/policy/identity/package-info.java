/** Who is behind a screen name, and who may sign in to the console. The LDAP library stays inside {@code ldap}. */
@NullMarked
package org.sallyport.policy.identity;

import org.jspecify.annotations.NullMarked;
