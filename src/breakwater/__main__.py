from breakwater.delivery.cli import main

raise SystemExit(main())
