@NullMarked
package org.sallyport.protocols.web;

import org.jspecify.annotations.NullMarked;
