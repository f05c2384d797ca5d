// Entry of the chat view's page.
export {};
