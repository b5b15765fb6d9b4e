@NullMarked
package org.sallyport.protocols.msnp.oim;

import org.jspecify.annotations.NullMarked;
