"""The shell: sign-in, home, search, menus, settings of a person. Knows every room through urls and registries. Neighbours: all floors below."""
