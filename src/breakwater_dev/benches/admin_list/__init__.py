"""Django's own admin list of 50 rows, ten columns and two joins: the page that every page of ours is compared with, so
that a figure travels from one machine to another. A project of its own, in a database of its own."""

DATABASE = "bw_bench_admin_list"
PATH = "/admin/admin_list/contact/"
PATH_OF_200 = "/admin/admin_list/everycontact/"  # the same rows, as many on a page as a large school has staff
SESSION = "the-session-of-the-bench"
