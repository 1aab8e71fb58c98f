// No validator: it would send the description to somebody else's address.
window.SwaggerUIBundle({ url: "/schema/openapi.json", dom_id: "#api", validatorUrl: null });
