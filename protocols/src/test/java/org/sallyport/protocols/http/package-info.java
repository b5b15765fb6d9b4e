@NullMarked
package org.sallyport.protocols.http;

import org.jspecify.annotations.NullMarked;
