/* Says that scripts run, before anything is drawn, so that nothing jumps. */
document.body.className += " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "");
